package dev.muster.model;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.ledger.TestLedger;
import dev.muster.model.PaidCalls.Paid;
import dev.muster.model.PaidCalls.PaidCall;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of several processes that spend one budget: so many runs at once, each turn by turn until it
 * is done or the budget refuses it.
 */
final class BudgetNode {
  private static final int TURNS = 3;
  private final String deployment;
  private final String node;
  private final PaidCalls calls;
  private final String models;
  private final AtomicInteger refused = new AtomicInteger();

  private BudgetNode(String deployment, String node, PaidCalls calls, String models) {
    this.deployment = deployment;
    this.node = node;
    this.calls = calls;
    this.models = models;
  }

  /** Says ready, waits for a line, and says how many runs the budget stopped. */
  public static void main(String[] args) throws Exception {
    try (var database = database();
        var chat = chat()) {
      var ledger = TestLedger.on(database, args[1]);
      try (var calls =
          new LedgeredCalls(
              ledger, chat, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC())) {
        System.out.println("ready");
        System.in.read();
        var node = new BudgetNode(args[0], args[1], calls, args[2]);
        System.out.println("refused " + node.all(Integer.parseInt(args[3])));
      }
    }
  }

  private static HttpChatModel chat() {
    var secrets = new TestSecrets().with("KEY", "sk-rehearsed");
    return new HttpChatModel(
        Wires.all(), secrets, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC());
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
      ends.add(turn(node + "-" + i, 1, List.of(question())).toCompletableFuture());
    }
    ends.forEach(CompletableFuture::join);
    return refused.get();
  }

  private static Message question() {
    return new Message.User("Count on.\n[muster role=worker task=count]");
  }

  private CompletionStage<Void> turn(String run, int number, List<Message> said) {
    if (number > TURNS) {
      return CompletableFuture.completedFuture(null);
    }
    return calls
        .call(call(run, number, said))
        .handle(
            (paid, failure) ->
                failure == null ? turn(run, number + 1, with(said, paid)) : stopped(failure))
        .thenCompose(next -> next);
  }

  private CompletionStage<Void> stopped(Throwable failure) {
    if (!(failure.getCause() instanceof BudgetExhausted)) {
      return CompletableFuture.failedFuture(failure);
    }
    refused.incrementAndGet();
    return CompletableFuture.completedFuture(null);
  }

  private static List<Message> with(List<Message> said, Paid paid) {
    var next = new ArrayList<>(said);
    next.add(new Message.Assistant(paid.answer().text(), List.of(), paid.answer().verbatim()));
    next.add(new Message.User("Go on."));
    return next;
  }

  private PaidCall call(String run, int number, List<Message> said) {
    var request =
        new ChatRequest(
            TestModels.sonnet(models), "Be brief.", said, List.of(), 100, Duration.ofMinutes(2));
    var path = deployment + "/wave-1/worker/" + run;
    return new PaidCall(
        run + "-" + number,
        deployment,
        "turn",
        run,
        path,
        "worker",
        "mix",
        TestLedger.PRICE,
        200,
        request);
  }
}
