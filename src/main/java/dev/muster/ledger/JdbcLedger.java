package dev.muster.ledger;

import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.Settlements.Settlement;
import dev.muster.store.NodeId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger in PostgreSQL; concurrent calls share commits. */
@Service
final class JdbcLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcLedger.class);
  private static final int ERROR_CHARACTERS = 1000;
  private static final Cost NONE = new Cost(null, null);
  private final Attempts attempts;
  private final DeadNodes nodes;
  private final Budgets budgets;
  private final History history;
  private final TransactionTemplate own;
  private final Owner owner;
  private final Clock clock;
  private final ApplicationEventPublisher events;
  private final GroupCommit<CallRequest, Opening> openings;
  private final GroupCommit<Settlement, AttemptRow> settlements;

  JdbcLedger(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      NodeId node,
      Clock clock,
      ApplicationEventPublisher events) {
    this.events = events;
    this.attempts = new Attempts(jdbc);
    this.nodes = new DeadNodes(jdbc);
    this.budgets = new Budgets(jdbc);
    this.history = new History(jdbc);
    this.owner = new Owner(node.value(), UUID.randomUUID().toString());
    this.clock = clock;
    // Of its own: a caller's rollback must not undo a reservation whose call has left.
    this.own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.openings = inOne(new Openings(new OpeningLocks(jdbc), attempts, owner)::open);
    this.settlements = inOne(new Settlements(attempts, budgets, new Credits(jdbc))::settle);
  }

  private <I, O> GroupCommit<I, O> inOne(BiFunction<List<I>, Instant, List<Outcome<O>>> work) {
    return new GroupCommit<>(group -> own.execute(status -> work.apply(group, clock.instant())));
  }

  @Override
  public Opening open(CallRequest request) {
    return openings.commit(request);
  }

  @Override
  public Optional<Opening.Stored> stored(String taskId) {
    return attempts.stored(taskId);
  }

  @Override
  public void answered(
      long attemptId, String answeredAs, boolean accepted, Usage usage, String answer) {
    answered(attemptId, answeredAs, accepted, usage, answer, null);
  }

  @Override
  public void answered(
      long attemptId,
      String answeredAs,
      boolean accepted,
      Usage usage,
      String answer,
      Long firstTokenMillis) {
    var after =
        settle(
            attemptId,
            row ->
                new Settled(
                    State.ANSWERED,
                    cut(answeredAs),
                    usage,
                    Cost.of(accepted, cut(answeredAs), row.declaredFree(), row.price(), usage),
                    null,
                    null,
                    answer,
                    null,
                    firstTokenMillis,
                    null));
    if (after != null && !accepted && answeredAs != null) {
      tell(after.byAnother(cut(answeredAs)));
    }
  }

  /**
   * The settlement is committed, and nobody will settle again: a listener that stumbles is told
   * once more, and no failure of one keeps the next from hearing, or a paid call from its answer.
   */
  private void tell(Object event) {
    try {
      events.publishEvent(event);
    } catch (RuntimeException stumbled) {
      try {
        events.publishEvent(event);
      } catch (RuntimeException e) {
        LOG.warn("{} is in the ledger and was told to nobody: {}", event, e.getMessage());
      }
    }
  }

  @Override
  public void failed(long attemptId, Integer httpStatus, String error) {
    var how = Settled.without(State.FAILED, httpStatus, cut(error));
    settle(attemptId, row -> how);
  }

  @Override
  public void unknown(long attemptId, Integer httpStatus, String why) {
    var how = Settled.without(State.UNKNOWN, httpStatus, cut(why));
    settle(attemptId, row -> how);
  }

  @Override
  public void unknown(long attemptId, String why, Seen seen) {
    var after =
        settle(
            attemptId,
            row -> {
              var cost =
                  Cost.of(
                      seen.accepted(),
                      cut(seen.answeredAs()),
                      row.declaredFree(),
                      row.price(),
                      seen.usage());
              return new Settled(
                  State.UNKNOWN,
                  cut(seen.answeredAs()),
                  seen.usage(),
                  seen.accepted() ? NONE : cost,
                  null,
                  cut(why),
                  null,
                  cost.usd(),
                  seen.firstTokenMillis(),
                  null);
            });
    if (after != null && !seen.accepted()) {
      tell(after.byAnother(cut(seen.answeredAs())));
    }
  }

  /** Null when it had ended already. */
  private AttemptRow settle(long attemptId, Function<AttemptRow, Settled> how) {
    var after = settlements.commit(new Settlement(attemptId, how));
    if (after != null) {
      Stream.of(after.answerCost(), after.overrun()).filter(Objects::nonNull).forEach(this::tell);
    }
    return after;
  }

  @Override
  public int sweep() {
    own.executeWithoutResult(status -> nodes.alive(owner));
    return own.execute(status -> nodes.sweep(owner, clock.instant()));
  }

  @Override
  public List<Attempt> attempts(String deploymentId) {
    return history.attempts(deploymentId);
  }

  @Override
  public List<Attempt> attemptsOf(String deploymentId, String subject) {
    return history.attemptsOf(deploymentId, subject);
  }

  @Override
  public List<Spending> spending(String deploymentId) {
    return history.spending(deploymentId);
  }

  @Override
  public void declareBudget(String node, BigDecimal limitUsd) {
    own.executeWithoutResult(status -> budgets.declare(node, limitUsd));
  }

  @Override
  public void declareBudget(String node, Limits limits) {
    own.executeWithoutResult(status -> budgets.declare(node, limits));
  }

  @Override
  public BigDecimal committed(String node) {
    return budgets.committed(node).usd();
  }

  @Override
  public long committedTokens(String node) {
    return budgets.committed(node).tokens();
  }

  @Override
  public long committedTurns(String node) {
    return budgets.committed(node).turns();
  }

  /** A database text holds no NUL. */
  private static String cut(String text) {
    if (text == null) {
      return null;
    }
    var clean = text.replace('\0', '\uFFFD');
    return clean.length() <= ERROR_CHARACTERS ? clean : clean.substring(0, ERROR_CHARACTERS);
  }
}
