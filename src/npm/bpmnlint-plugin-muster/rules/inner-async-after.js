'use strict';

// Without it, instances that end together lock each other out and repeat paid work (law 7).
module.exports = () => ({
  check(node, reporter) {
    const loop = node.loopCharacteristics;
    const nested = ['bpmn:CallActivity', 'bpmn:SubProcess'].includes(node.$type);
    if (!nested || !loop) return;
    if (loop.get('camunda:asyncAfter') !== true) {
      reporter.report(node.id, 'A multi-instance over this needs camunda:asyncAfter on the loop');
    }
    if (loop.completionCondition) {
      reporter.report(node.id, 'A completion condition deletes running children');
    }
  }
});
