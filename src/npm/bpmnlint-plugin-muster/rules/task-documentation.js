'use strict';

module.exports = () => ({
  check(node, reporter) {
    const documented = ['bpmn:Task', 'bpmn:CallActivity', 'bpmn:SubProcess'];
    if (!node.$instanceOf || !documented.some((type) => node.$instanceOf(type))) return;
    const text = (node.documentation || []).map((d) => d.text).join('');
    if (!text.trim().endsWith('.')) {
      reporter.report(node.id, 'Says in one sentence of documentation what it does');
    }
  }
});
