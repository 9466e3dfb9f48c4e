'use strict';

// Branches that run at once would overwrite each other's answers, so each declares its own.
function compared(scope) {
  const names = new Set();
  for (const element of scope.flowElements || []) {
    const body = element.conditionExpression && element.conditionExpression.body;
    for (const match of (body || '').matchAll(/(\w+)\s*[!=]=/g)) names.add(match[1]);
  }
  return names;
}

function declared(node) {
  const values = (node.extensionElements && node.extensionElements.values) || [];
  const mapping = values.find((v) => v.$type === 'camunda:InputOutput');
  return ((mapping && mapping.inputParameters) || []).map((parameter) => parameter.name);
}

module.exports = () => ({
  check(node, reporter) {
    const loop = node.loopCharacteristics;
    if (node.$type !== 'bpmn:SubProcess' || !loop || loop.isSequential) return;
    const own = declared(node);
    for (const name of compared(node)) {
      if (!own.includes(name)) {
        reporter.report(node.id, `Compares ${name}, which must be an input parameter of its own`);
      }
    }
  }
});
