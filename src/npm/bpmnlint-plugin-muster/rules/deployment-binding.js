'use strict';

// An approval names the definitions of its instance tree, so nothing may be bound to "latest".
const bindings = [
  ['calledElement', 'camunda:calledElementBinding'],
  ['camunda:formRef', 'camunda:formRefBinding'],
  ['camunda:decisionRef', 'camunda:decisionRefBinding']
];

module.exports = () => ({
  check(node, reporter) {
    if (!node.$instanceOf || !node.$instanceOf('bpmn:FlowNode')) return;
    for (const [reference, binding] of bindings) {
      if (node.get(reference) && node.get(binding) !== 'deployment') {
        reporter.report(node.id, `${binding} must be deployment`);
      }
    }
  }
});
