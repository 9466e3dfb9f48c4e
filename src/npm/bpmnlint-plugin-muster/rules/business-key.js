'use strict';

// The deployment is found by business key, and data is passed by name, never wholesale.
module.exports = () => ({
  check(node, reporter) {
    if (node.$type !== 'bpmn:CallActivity') return;
    const values = (node.extensionElements && node.extensionElements.values) || [];
    const passed = values.filter((v) => ['camunda:In', 'camunda:Out'].includes(v.$type));
    if (!passed.some((v) => v.businessKey === '#{execution.processBusinessKey}')) {
      reporter.report(node.id, 'A call activity must pass the business key');
    }
    if (passed.some((v) => v.variables)) {
      reporter.report(node.id, 'Variables are passed one by one');
    }
  }
});
