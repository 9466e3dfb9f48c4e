package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.call;
import static dev.muster.ledger.TestLedger.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;

class BudgetRaceTest {
  private static final int CALLS = 200;
  private final String deployment = fresh("d");

  @Test
  void two_hundred_calls_at_once_on_two_nodes_never_exceed_one_budget() throws Exception {
    var nodes = List.of(TestLedger.of("node-a"), TestLedger.of("node-b"));
    nodes.get(0).declareBudget(deployment, new BigDecimal("37"));

    var sent = atOnce(nodes);

    assertThat(sent).hasSize(37);
    assertThat(nodes.get(0).committed(deployment)).isEqualByComparingTo("37");
    assertThat(nodes.get(0).attempts(deployment)).hasSize(37);
    assertThat(sumOfRuns()).isEqualByComparingTo("37");
  }

  @Test
  void the_books_balance_when_everything_is_settled_at_once() throws Exception {
    var nodes = List.of(TestLedger.of("node-a"), TestLedger.of("node-b"));
    var work = new ArrayList<Callable<Boolean>>();
    for (var opening : atOnce(nodes)) {
      var ledger = nodes.get((int) (opening.attemptId() % 2));
      work.add(
          () -> {
            settle(ledger, opening.attemptId());
            return true;
          });
    }
    inParallel(work);

    assertThat(work).hasSize(CALLS);
    var sum =
        TestDatabase.jdbc()
            .sql(
                """
                select sum(case state when 'FAILED' then 0 when 'ANSWERED'
                  then coalesce(cost_usd, reserved_usd) else reserved_usd end)
                from muster.attempt where deployment_id = ?
                """)
            .param(deployment)
            .query(BigDecimal.class)
            .single();
    assertThat(nodes.get(0).committed(deployment)).isEqualByComparingTo(sum);
    assertThat(sumOfRuns()).isEqualByComparingTo(sum);
  }

  /** A lease that ran out while its node was slow: both work the task, each in a try of its own. */
  @Test
  void two_nodes_that_open_one_task_at_the_same_moment_have_a_try_each() throws Exception {
    var nodes = List.of(TestLedger.of("node-a"), TestLedger.of("node-b"));
    for (int i = 0; i < 60; i++) {
      var request = call(deployment, deployment + "-r", deployment + "-same-" + i, "1");
      nodes.get(0).unknown(((Opening.Send) nodes.get(0).open(request)).attemptId(), "cut off");
      var work = new ArrayList<Callable<Integer>>();
      nodes.forEach(node -> work.add(() -> ((Opening.Send) node.open(request)).attempt()));

      assertThat(inParallel(work)).containsExactlyInAnyOrder(2, 3);
    }
  }

  @Test
  void concurrent_calls_share_commits() throws Exception {
    var commits = new AtomicInteger();
    var counting =
        new DataSourceTransactionManager(TestDatabase.dataSource()) {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doBegin(Object transaction, TransactionDefinition definition) {
            commits.incrementAndGet();
            super.doBegin(transaction, definition);
          }
        };

    var sent = atOnce(List.of(TestLedger.of("node-a", counting)));

    assertThat(sent).hasSize(CALLS);
    assertThat(commits.get()).isLessThan(CALLS / 2);
  }

  private static void settle(Ledger ledger, long attempt) {
    switch ((int) (attempt % 4)) {
      case 0 -> ledger.failed(attempt, 500, "broken");
      case 1 -> ledger.unknown(attempt, "cut off");
      case 2 -> ledger.answered(attempt, "x", true, new Usage(10, 0, 0, 10, 0), "{}");
      default -> ledger.answered(attempt, "x", true, null, "{}");
    }
  }

  private List<Opening.Send> atOnce(List<Ledger> nodes) throws Exception {
    var work = new ArrayList<Callable<Opening.Send>>();
    for (int i = 0; i < CALLS; i++) {
      var ledger = nodes.get(i % nodes.size());
      // Ten runs: their budget paths cross each other in every order.
      var request = call(deployment, deployment + "-r-" + i % 10, deployment + "-" + i, "1");
      work.add(
          () -> {
            try {
              return (Opening.Send) ledger.open(request);
            } catch (BudgetExhausted e) {
              return null;
            }
          });
    }
    return inParallel(work).stream().filter(s -> s != null).toList();
  }

  private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
    var threads = Executors.newFixedThreadPool(CALLS);
    try {
      var start = new CountDownLatch(1);
      var futures = new ArrayList<Future<T>>();
      for (var one : work) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return one.call();
                }));
      }
      start.countDown();
      var results = new ArrayList<T>();
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private BigDecimal sumOfRuns() {
    return TestDatabase.jdbc()
        .sql("select sum(committed_usd) from muster.budget where node like ?")
        .param(deployment + "/wave-1/backend/%")
        .query(BigDecimal.class)
        .single();
  }
}
