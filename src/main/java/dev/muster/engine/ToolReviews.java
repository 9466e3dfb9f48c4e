package dev.muster.engine;

import dev.muster.client.Withdrawal;
import dev.muster.client.Withdrawals;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.engine.setup.Contention;
import dev.muster.mcp.ToolLocks;
import dev.muster.mcp.ToolLocks.Change;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens a review for every server that showed other tools than the approved ones, once, whoever
 * found it and however it was told; and ends the reviews of deployments that are over.
 */
@Component
public class ToolReviews extends Sweeping {
  private static final Logger LOG = LoggerFactory.getLogger(ToolReviews.class);
  private static final String PROCESS = "tool-review";
  private static final String OVER = "Msg_ReviewOver";
  private static final Set<String> ENDED = Set.of("TAKEN_BACK", "ABORTED", "INVALID");
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration AGAIN_EVERY = Duration.ofSeconds(10);
  private static final int TRIES = 5;

  private final ToolLocks locks;
  private final Withdrawals files;
  private final Deployments deployments;
  private final ProcessControl processes;
  private final RuntimeService runtime;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Sweeper sweeper =
      new Sweeper("muster-reviews", LOOK_EVERY, this::sweep, LOG, "Changed tools");

  ToolReviews(
      ToolLocks locks,
      Withdrawals files,
      Deployments deployments,
      ProcessControl processes,
      RuntimeService runtime,
      TransactionTemplate transaction,
      Clock clock) {
    this.clock = clock;
    this.locks = locks;
    this.files = files;
    this.deployments = deployments;
    this.processes = processes;
    this.runtime = runtime;
    this.transaction = transaction;
  }

  /** Servers that an installation has to have reviewed; asked again, it gives the same. */
  public List<String> due(String deploymentId) {
    return locks.quarantined(deploymentId).stream()
        .map(Change::server)
        .filter(server -> !underReview(deploymentId, server))
        .toList();
  }

  /** Looks once. */
  void sweep() {
    each(locks.asked(), this::resume);
    each(locks.found(), this::review);
    files.of("").stream()
        .filter(out -> out.state() != Withdrawal.State.NOT_BACK)
        .forEach(out -> attempt(out.deploymentId(), out.server(), () -> look(out)));
    endReviews();
  }

  private void each(List<Change> changes, Consumer<Change> action) {
    for (var change : changes) {
      var id = change.deploymentId();
      Runnable look =
          () -> {
            if (over(id)) {
              locks.close(id, change.server());
            } else {
              action.accept(change);
            }
          };
      attempt(id, change.server(), look);
    }
  }

  /** One that cannot be asked about does not keep the others from it. */
  private static void attempt(String deploymentId, String server, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.warn(
          "The changed tools of {} in {} are looked at again later: {}",
          server,
          deploymentId,
          e.getMessage());
    }
  }

  private void endReviews() {
    runtime
        .createProcessInstanceQuery()
        .processDefinitionKey(PROCESS)
        .rootProcessInstances()
        .list()
        .stream()
        .filter(review -> over(review.getBusinessKey()))
        .forEach(this::end);
  }

  /** A review that somebody deleted by hand leaves a quarantine that nobody could lift. */
  private void resume(Change change) {
    var id = change.deploymentId();
    transaction.executeWithoutResult(
        status -> {
          // Held, then looked at: a decision of this moment has ended its review already.
          locks.held(id, change.server());
          if (!isAtIt(id, change.server())) {
            locks.reopen(id, change.server());
          }
        });
  }

  private void look(Withdrawal out) {
    if (over(out.deploymentId())) {
      return;
    }
    locks
        .quarantine(out.deploymentId(), out.server())
        .ifPresentOrElse(change -> takeOut(out, change), () -> putBack(out));
  }

  /** A file that was broken, or that its CLI was just writing, keeps no server for ever. */
  private void takeOut(Withdrawal out, Change change) {
    var due = out.at().plus(AGAIN_EVERY).isBefore(clock.instant());
    var agreed = change.standing() == ToolLocks.Standing.AGREED;
    if (due && !agreed && out.state() == Withdrawal.State.STILL_THERE) {
      files.again(out);
    }
  }

  /** A quarantine that ended by itself: what it took out of clients' files has to come back. */
  private void putBack(Withdrawal out) {
    var id = out.deploymentId();
    if (isAtIt(id, out.server())) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          // Held: of several nodes one starts it, and the others find it under review.
          var none = locks.held(id, out.server()).isEmpty();
          if (none && !isAtIt(id, out.server())) {
            start(id, out.server());
          }
        });
  }

  private void start(String deploymentId, String server) {
    processes.start(
        PROCESS, deploymentId, null, Map.of("deploymentId", deploymentId, "server", server));
  }

  /** An installation leads to its reviews itself, a review under way sees what is new. */
  private boolean isAtIt(String deploymentId, String server) {
    return processes.runs(deploymentId, "mcp-installation") || underReview(deploymentId, server);
  }

  private void review(Change change) {
    var id = change.deploymentId();
    if (isAtIt(id, change.server())) {
      return;
    }
    // Together: of several nodes one starts it, and a crash in between starts nothing.
    transaction.executeWithoutResult(
        status -> {
          if (locks.ask(id, change.server())) {
            start(id, change.server());
          }
        });
  }

  private boolean underReview(String deploymentId, String server) {
    return runtime
            .createProcessInstanceQuery()
            .processDefinitionKey(PROCESS)
            .processInstanceBusinessKey(deploymentId)
            .variableValueEquals("server", server)
            .count()
        > 0;
  }

  private boolean over(String deploymentId) {
    return deployments
        .find(deploymentId)
        .map(Deployment::status)
        .filter(status -> !ENDED.contains(status))
        .isEmpty();
  }

  private void end(ProcessInstance review) {
    try {
      Contention.outlast(
          TRIES,
          () ->
              runtime.createMessageCorrelation(OVER).processInstanceId(review.getId()).correlate());
    } catch (MismatchingMessageCorrelationException e) {
      LOG.debug("The review {} is ending already", review.getId());
    }
  }

  @Override
  Sweeper sweeper() {
    return sweeper;
  }
}
