package dev.muster.engine.people;

import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Ties every user task to the approval room, without a word in the diagram. */
@Component
public class QuestionListeners extends AbstractBpmnParseListener {
  private final Questions questions;

  QuestionListeners(@Lazy Questions questions) {
    this.questions = questions;
  }

  @Override
  public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    var definition =
        ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
    TaskListener ask = task -> questions.ask(task);
    TaskListener decide = task -> questions.decide(task);
    TaskListener withdraw = task -> questions.withdraw(task);
    definition.addTaskListener(TaskListener.EVENTNAME_CREATE, ask);
    definition.addTaskListener(TaskListener.EVENTNAME_COMPLETE, decide);
    definition.addTaskListener(TaskListener.EVENTNAME_DELETE, withdraw);
  }
}
