package dev.muster.engine.pump;

import dev.muster.engine.setup.Contention;
import dev.muster.secret.Secrets;
import dev.muster.store.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The engine's commands behind a completion: complete, error, failure, incident. */
@Component
class Completions {
  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);
  static final int TRIES = 5;
  private static final int LOCK_TRIES = 10;
  private static final int LONGEST = 600;

  /** A shorter one could come again before its flight is off the list, and be dropped. */
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(2);

  /** One wrong header must not park a task where nobody sees it. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final ExternalTaskService tasks;
  private final ProcessEngineConfigurationImpl engine;
  private final NodeId node;
  private final Secrets secrets;

  Completions(
      ExternalTaskService tasks,
      ProcessEngineConfigurationImpl engine,
      NodeId node,
      Secrets secrets) {
    this.tasks = tasks;
    this.engine = engine;
    this.node = node;
    this.secrets = secrets;
  }

  /** All in one transaction; nested commands share the context. */
  void together(List<Runnable> writes) {
    engine
        .getCommandExecutorTxRequired()
        .execute(
            context -> {
              writes.forEach(Runnable::run);
              return null;
            });
  }

  /** One in its own transaction, again when somebody else held the lock. */
  void alone(Runnable write) {
    try {
      Contention.outlast(LOCK_TRIES, () -> together(List.of(write)));
    } catch (NotFoundException e) {
      LOG.debug("A task has ended meanwhile: {}", e.getMessage());
    }
  }

  /** Outputs are local to the flow scope, so that parallel branches never share a variable. */
  void complete(WorkItem item, Map<String, Object> output) {
    var task =
        Context.getCommandContext().getExternalTaskManager().findExternalTaskById(item.taskId());
    if (task == null) {
      LOG.debug("{} of {} has ended meanwhile", item.topic(), item.businessKey());
      return;
    }
    ExecutionEntity execution = task.getExecution();
    var flowScope = execution.findExecutionForFlowScope(execution.getActivity().getFlowScope());
    ((ExecutionEntity) flowScope).setVariablesLocal(output);
    tasks.complete(item.taskId(), node.value());
  }

  /** Sorts a failure: business error, another try, or an incident. */
  void fail(WorkItem item, Throwable failure) {
    if (tasks.createExternalTaskQuery().externalTaskId(item.taskId()).count() == 0) {
      return;
    }
    if (failure instanceof RaisesBpmnError error) {
      tasks.handleBpmnError(item.taskId(), node.value(), error.code(), cut(text(failure)));
    } else if (failure instanceof RetryLater later && isTooLong(later)) {
      incident(item, new TooLongToWait(later, LONGEST_WAIT));
    } else if (failure instanceof RetryLater later && left(item, later) > 0) {
      tasks.handleFailure(
          item.taskId(),
          node.value(),
          cut(text(later)),
          null,
          left(item, later),
          wait(item, later).toMillis());
    } else {
      incident(item, failure);
    }
  }

  void incident(WorkItem item, Throwable failure) {
    LOG.warn("{} of {} failed: {}", item.topic(), item.businessKey(), text(failure));
    LOG.debug("{} of {} failed", item.topic(), item.businessKey(), failure);
    try {
      tasks.handleFailure(item.taskId(), node.value(), cut(text(failure)), null, 0, 0);
      if (failure instanceof NeedsPerson person) {
        person.told();
      }
    } catch (NotFoundException e) {
      LOG.debug("The task has ended meanwhile: {}", e.getMessage());
    }
  }

  private static int left(WorkItem item, RetryLater later) {
    int tries = item.retries() == null ? TRIES : item.retries();
    return later.tried() ? tries - 1 : tries;
  }

  private static boolean isTooLong(RetryLater later) {
    return later.after() != null && later.after().compareTo(LONGEST_WAIT) > 0;
  }

  private static Duration wait(WorkItem item, RetryLater later) {
    var wait =
        later.after() == null
            ? Duration.ofSeconds(1L << Math.max(0, TRIES - 1 - left(item, later)))
            : later.after();
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  /** An incident is read in Cockpit: what a failure quotes may hold a secret. */
  private String text(Throwable failure) {
    return secrets.redact(failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }

  private static String cut(String message) {
    return message == null || message.length() <= LONGEST
        ? message
        : message.substring(0, LONGEST) + " ...";
  }
}
