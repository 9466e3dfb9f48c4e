'use strict';

// History level and removal time cannot change later; the model says how long history lives.
module.exports = () => ({
  check(node, reporter) {
    if (node.$type === 'bpmn:Process' && node.get('camunda:historyTimeToLive') !== 'P365D') {
      reporter.report(node.id, 'History time to live must be P365D');
    }
  }
});
