package dev.muster.model;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of several processes that spend one budget: so many runs at once, each turn by turn until it
 * is done or the budget refuses it. Every other run is a CLI's, whose calls are forwarded, and
 * every other pair of runs is of an agent with a budget of its own.
 */
final class BudgetNode implements AutoCloseable {
  private static final int TURNS = 3;
  private static final ModelSettings SETTINGS =
      new ModelSettings(64, 1000, 8, Duration.ofSeconds(5), Duration.ofMillis(2), 100_000, 1000);
  private final String node;
  private final HttpChatModel chat;
  private final LedgeredCalls calls;
  private final LedgeredForwards forwards;
  private final BudgetCalls asked;
  private final AtomicInteger refused = new AtomicInteger();

  BudgetNode(Ledger ledger, String deployment, String node, String models) {
    this.node = node;
    var secrets = new TestSecrets().with("KEY", "sk-rehearsed");
    var clock = Clock.systemUTC();
    chat = new HttpChatModel(Wires.all(), secrets, TestModels.JSON, SETTINGS, clock);
    calls = new LedgeredCalls(ledger, chat, TestModels.JSON, SETTINGS, clock);
    forwards =
        new LedgeredForwards(
            ledger,
            Wires.all(),
            secrets,
            TestModels.JSON,
            SETTINGS,
            clock,
            Admission.OPEN,
            Outcomes.UNHEARD,
            CallMeter.IDLE);
    asked = new BudgetCalls(deployment, models);
  }

  /** Says ready, waits for a line, and says how many runs the budget stopped. */
  public static void main(String[] args) throws Exception {
    try (var database = database();
        var node = new BudgetNode(TestLedger.on(database, args[1]), args[0], args[1], args[2])) {
      System.out.println("ready");
      System.in.read();
      System.out.println("refused " + node.all(Integer.parseInt(args[3])));
    }
  }

  private static HikariDataSource database() {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(System.getenv("DATABASE_URL"));
    pool.setUsername(System.getenv("DATABASE_USER"));
    pool.setPassword(System.getenv("DATABASE_PASSWORD"));
    pool.setMaximumPoolSize(8);
    return pool;
  }

  private int all(int runs) {
    var ends = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < runs; i++) {
      var agent = i / 2 % 2 == 0 ? BudgetCalls.LIMITED : BudgetCalls.UNLIMITED;
      ends.add(turn(agent, node + "-" + i, i % 2 == 0, 1).toCompletableFuture());
    }
    ends.forEach(CompletableFuture::join);
    return refused.get();
  }

  /** One call after the other, with nobody beside it, until the budget refuses one. */
  BudgetExhausted spendTheRest(String agent) {
    for (int i = 0; ; i++) {
      try {
        call(agent, node + "-" + agent + "-rest-" + i, i % 2 == 0, 1).toCompletableFuture().join();
      } catch (CompletionException e) {
        return (BudgetExhausted) e.getCause();
      }
    }
  }

  private CompletionStage<Void> turn(String agent, String run, boolean forwarded, int number) {
    if (number > TURNS) {
      return CompletableFuture.completedFuture(null);
    }
    return call(agent, run, forwarded, number)
        .handle(
            (done, failure) ->
                failure == null ? turn(agent, run, forwarded, number + 1) : stopped(failure))
        .thenCompose(next -> next);
  }

  private CompletionStage<Void> call(String agent, String run, boolean forwarded, int number) {
    return forwarded
        ? forward(agent, run, number)
        : calls.call(asked.paid(agent, run, number)).thenAccept(paid -> {});
  }

  private CompletionStage<Void> forward(String agent, String run, int number) {
    return forwards
        .forward(asked.forward(agent, run, number), BudgetCalls.NOBODY)
        .settled()
        .thenCompose(
            end ->
                end.why() == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(end.why()));
  }

  private CompletionStage<Void> stopped(Throwable failure) {
    var why = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(why instanceof BudgetExhausted)) {
      return CompletableFuture.failedFuture(why);
    }
    refused.incrementAndGet();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    forwards.close();
    calls.close();
    chat.close();
  }
}
