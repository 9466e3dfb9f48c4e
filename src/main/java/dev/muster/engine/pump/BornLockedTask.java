package dev.muster.engine.pump;

import dev.muster.store.NodeId;
import java.util.HashMap;
import org.camunda.bpm.engine.impl.bpmn.behavior.ExternalTaskActivityBehavior;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.core.variable.mapping.value.ConstantValueProvider;
import org.camunda.bpm.engine.impl.core.variable.mapping.value.ParameterValueProvider;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;

/**
 * An external task that is locked by this node in the INSERT that creates it and sent after the
 * commit: no polling, no thread, and still a durable row with a lease (facts/performance.md: born
 * locked).
 */
final class BornLockedTask extends ExternalTaskActivityBehavior {
  private final NodeId node;
  private final Dispatcher dispatcher;

  BornLockedTask(
      String topic, ParameterValueProvider priority, NodeId node, Dispatcher dispatcher) {
    super(new ConstantValueProvider(topic), priority);
    this.node = node;
    this.dispatcher = dispatcher;
  }

  @Override
  public void execute(ActivityExecution execution) throws Exception {
    var entity = (ExecutionEntity) execution;
    var priority =
        Context.getProcessEngineConfiguration()
            .getExternalTaskPriorityProvider()
            .determinePriority(entity, this, null);
    var topic = (String) topicNameValueProvider.getValue(entity);
    var task = ExternalTaskEntity.createAndInsert(entity, topic, priority);
    task.lock(node.value(), Lease.LENGTH.toMillis());
    var item = item(task, entity);
    Context.getCommandContext()
        .getTransactionContext()
        .addTransactionListener(TransactionState.COMMITTED, context -> dispatcher.dispatch(item));
  }

  private static WorkItem item(ExternalTaskEntity task, ExecutionEntity execution) {
    return new WorkItem(
        task.getId(),
        task.getTopicName(),
        execution.getProcessInstanceId(),
        execution.getRootProcessInstanceId(),
        execution.getId(),
        execution.getActivityId(),
        execution.getActivityInstanceId(),
        execution.getProcessBusinessKey(),
        new HashMap<>(execution.getVariables()),
        null);
  }
}
