package dev.muster.engine.pump;

import dev.muster.store.NodeId;
import dev.muster.threads.Threads;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes over tasks whose lease is over (retries, crashes) and extends those in hand. It is never
 * the dispatcher of new tasks: those are born locked.
 */
@Component
public class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int AT_ONCE = 50;

  private final ExternalTaskService tasks;
  private final RuntimeService runtime;
  private final Topics topics;
  private final Dispatcher dispatcher;
  private final NodeId node;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("muster-leases"));

  LeaseKeeper(
      ExternalTaskService tasks,
      RuntimeService runtime,
      Topics topics,
      Dispatcher dispatcher,
      NodeId node) {
    this.tasks = tasks;
    this.runtime = runtime;
    this.topics = topics;
    this.dispatcher = dispatcher;
    this.node = node;
  }

  /** Releases the tasks that an earlier life of this node had locked, then watches leases. */
  public void start() {
    tasks.createExternalTaskQuery().workerId(node.value()).locked().list().stream()
        .forEach(t -> quietly(() -> tasks.unlock(t.getId())));
    clock.scheduleWithFixedDelay(
        () -> quietly(this::takeOver), 0, Lease.POLL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    clock.scheduleWithFixedDelay(
        () -> quietly(this::extend),
        Lease.EXTEND_EVERY.toMillis(),
        Lease.EXTEND_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static void quietly(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException e) {
      LOG.debug("Leases are looked at again later", e);
    }
  }

  private void takeOver() {
    var fetch = tasks.fetchAndLock(AT_ONCE, node.value());
    for (var topic : topics.names()) {
      fetch = fetch.topic(topic, Lease.LENGTH.toMillis());
    }
    fetch.execute().forEach(this::takeOver);
  }

  /** One that cannot be started keeps its lease and must not keep the others from starting. */
  private void takeOver(LockedExternalTask task) {
    try {
      root(task).ifPresent(root -> dispatcher.dispatch(item(task, root)));
    } catch (RuntimeException e) {
      LOG.warn("Task {} of {} is taken up later", task.getTopicName(), task.getBusinessKey(), e);
    }
  }

  /** Empty when the instance has ended meanwhile. */
  private Optional<String> root(LockedExternalTask task) {
    var instance =
        runtime
            .createProcessInstanceQuery()
            .processInstanceId(task.getProcessInstanceId())
            .singleResult();
    return Optional.ofNullable(instance).map(ProcessInstance::getRootProcessInstanceId);
  }

  private static WorkItem item(LockedExternalTask task, String root) {
    return new WorkItem(
        task.getId(),
        task.getTopicName(),
        task.getProcessInstanceId(),
        root,
        task.getExecutionId(),
        task.getActivityId(),
        task.getActivityInstanceId(),
        task.getBusinessKey(),
        new HashMap<>(task.getVariables()),
        task.getRetries());
  }

  private void extend() {
    for (var id : dispatcher.inHand()) {
      try {
        tasks.extendLock(id, node.value(), Lease.LENGTH.toMillis());
      } catch (RuntimeException e) {
        // Ended, suspended or locked by another: the others in hand are extended all the same.
        LOG.debug("The lease of task {} is not extended", id, e);
      }
    }
  }

  void close() {
    clock.shutdownNow();
  }
}
