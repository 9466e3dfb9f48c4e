'use strict';

// Whoever may deploy code in a diagram may run anything on the server.
const attributes = ['camunda:class', 'camunda:delegateExpression', 'camunda:expression', 'camunda:scriptFormat'];
const elements = ['camunda:Connector', 'camunda:ExecutionListener', 'camunda:TaskListener', 'camunda:Script'];
const code = /getClass|forName|java\.|runtime|processEngine/i;

function has(node, name) {
  const property = node.$descriptor.propertiesByName[name];
  return Boolean(property) && node.get(name) !== undefined;
}

module.exports = () => ({
  check(node, reporter) {
    if (node.$type === 'bpmn:ScriptTask') {
      reporter.report(node.id, 'Script tasks are not allowed');
    }
    if (!node.$instanceOf || !node.$instanceOf('bpmn:BaseElement')) return;
    for (const name of attributes) {
      if (has(node, name)) reporter.report(node.id, `${name} is not allowed`);
    }
    const extensions = (node.extensionElements && node.extensionElements.values) || [];
    for (const extension of extensions) {
      if (elements.includes(extension.$type)) {
        reporter.report(node.id, `${extension.$type} is not allowed`);
      }
    }
    const condition = node.conditionExpression;
    if (condition && (condition.language || code.test(condition.body))) {
      reporter.report(node.id, 'A condition may only compare variables');
    }
  }
});
