'use strict';

// Java, tests and incidents speak of elements by id, so an id says what it is.
const prefixes = [
  ['bpmn:CallActivity', 'Call_'],
  ['bpmn:SubProcess', 'SubProcess_'],
  ['bpmn:Task', 'Task_'],
  ['bpmn:Gateway', 'Gateway_'],
  ['bpmn:SequenceFlow', 'Flow_'],
  ['bpmn:StartEvent', 'StartEvent_'],
  ['bpmn:EndEvent', 'EndEvent_'],
  ['bpmn:BoundaryEvent', 'BoundaryEvent_'],
  ['bpmn:IntermediateCatchEvent', 'CatchEvent_'],
  ['bpmn:Message', 'Message_'],
  ['bpmn:Error', 'Error_']
];

module.exports = () => ({
  check(node, reporter) {
    if (node.$type === 'bpmn:Process' && !/^[a-z]+(-[a-z]+)*$/.test(node.id)) {
      reporter.report(node.id, 'A process id is kebab-case, like its file name');
    }
    const known = prefixes.find(([type]) => node.$instanceOf && node.$instanceOf(type));
    if (known && !new RegExp(`^${known[1]}[A-Z]\\w+$`).test(node.id)) {
      reporter.report(node.id, `Id must read ${known[1]}LikeThis`);
    }
    if (known && known[1] === 'Message_' && !/^Msg_[A-Z]\w+$/.test(node.name || '')) {
      reporter.report(node.id, 'Message name must read Msg_LikeThis');
    }
    if (known && known[1] === 'Error_' && !/^Err_[A-Z]\w+$/.test(node.errorCode || '')) {
      reporter.report(node.id, 'Error code must read Err_LikeThis');
    }
  }
});
