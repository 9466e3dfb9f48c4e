package dev.muster.engine.pump;

import dev.muster.store.NodeId;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.ExternalTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.util.xml.Namespace;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Gives every external task of our diagrams the behaviour of {@link BornLockedTask}, and a listener
 * that cancels the call in flight when the activity is cancelled: an interrupting event deletes
 * external tasks silently.
 */
@Component
public class BornLocked extends AbstractBpmnParseListener {
  private static final Namespace CAMUNDA = new Namespace("http://camunda.org/schema/1.0/bpmn");
  private final NodeId node;
  private final Dispatcher dispatcher;

  BornLocked(NodeId node, @Lazy Dispatcher dispatcher) {
    this.node = node;
    this.dispatcher = dispatcher;
  }

  @Override
  public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    if (activity.getActivityBehavior() instanceof ExternalTaskActivityBehavior external) {
      activity.setActivityBehavior(
          new BornLockedTask(
              element.attributeNS(CAMUNDA, "topic"),
              external.getPriorityValueProvider(),
              node,
              dispatcher));
      activity.addListener(ExecutionListener.EVENTNAME_END, (ExecutionListener) this::ended);
    }
  }

  @Override
  public void parseSendTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    parseServiceTask(element, scope, activity);
  }

  @Override
  public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    parseServiceTask(element, scope, activity);
  }

  private void ended(DelegateExecution execution) {
    if (!(execution instanceof ExecutionEntity entity) || !entity.isCanceled()) {
      return;
    }
    var activityInstance = entity.getActivityInstanceId();
    dispatcher.cancelling(activityInstance);
    Context.getCommandContext()
        .getTransactionContext()
        .addTransactionListener(
            TransactionState.COMMITTED, context -> dispatcher.cancel(activityInstance));
  }
}
