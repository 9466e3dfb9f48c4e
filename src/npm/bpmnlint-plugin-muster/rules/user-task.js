'use strict';

// A person's answer may be VOID (law 4), so what follows a user task must know a way back.
module.exports = () => ({
  check(node, reporter) {
    if (node.$type !== 'bpmn:UserTask') return;
    if (!node.get('camunda:candidateGroups')) {
      reporter.report(node.id, 'A user task needs candidate groups');
    }
    if (!node.get('camunda:formRef')) {
      reporter.report(node.id, 'A user task needs a form');
    }
    const next = (node.outgoing || []).map((flow) => flow.targetRef);
    const asks = next.length === 1 && next[0].$type === 'bpmn:ExclusiveGateway';
    if (!asks || (next[0].outgoing || []).length < 2) {
      reporter.report(node.id, 'A user task is followed by a gateway on its outcome');
    }
  }
});
