'use strict';

// Work outside of the engine is an external task; the topic is the contract with its worker.
module.exports = () => ({
  check(node, reporter) {
    const works = ['bpmn:ServiceTask', 'bpmn:SendTask'].some((t) => node.$type === t);
    if (!works) return;
    if (node.get('camunda:type') !== 'external') {
      reporter.report(node.id, 'A service task must be an external task');
    }
    if (!/^[a-z]+(-[a-z]+)*$/.test(node.get('camunda:topic') || '')) {
      reporter.report(node.id, 'An external task needs a topic in kebab-case');
    }
  }
});
