package dev.muster.ledger;

import dev.muster.plan.Price;
import dev.muster.store.NodeId;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** A ledger on the tests' database, and calls to write into it. */
public final class TestLedger {
  public static final Price PRICE =
      new Price(
          "sonnet",
          new BigDecimal("2"),
          new BigDecimal("10"),
          new BigDecimal("0.20"),
          new BigDecimal("2.50"),
          LocalDate.of(2026, 9, 1),
          "test");

  private TestLedger() {}

  /** A ledger of a node that has just started. */
  public static Ledger of(String node) {
    return of(node, TestDatabase.transactionManager());
  }

  static Ledger of(String node, PlatformTransactionManager transactions) {
    return of(node, transactions, event -> {});
  }

  static Ledger of(
      String node, PlatformTransactionManager transactions, ApplicationEventPublisher events) {
    return new JdbcLedger(jdbc(), transactions, new NodeId(node), Clock.systemUTC(), events);
  }

  /** A node on any database. */
  public static Ledger on(DataSource database, String node) {
    return new JdbcLedger(
        new JdbcTemplate(database),
        new DataSourceTransactionManager(database),
        new NodeId(node),
        Clock.systemUTC(),
        event -> {});
  }

  static ToolCalls toolCalls() {
    return new JdbcToolCalls(jdbc(), TestDatabase.transactionManager(), Clock.systemUTC());
  }

  static JdbcTemplate jdbc() {
    return new JdbcTemplate(TestDatabase.dataSource());
  }

  public static TurnsPaid turnsPaid() {
    return new TurnsPaid(TestDatabase.jdbc());
  }

  public static Headroom headroom() {
    return new Headroom(TestDatabase.jdbc());
  }

  /** A turn that an agent's model answered. */
  public static void paid(
      String deployment, String run, String agent, String model, long tokens, String usd) {
    jdbc()
        .update(
            "insert into muster.attempt(task_id, deployment_id, purpose, subject, step, try,"
                + " budget_path, agent, arm, model, model_id, declared_free, reserved_usd, node_id,"
                + " boot_id, state, input_tokens, output_tokens, cost_usd, sent_at) values"
                + " (?, ?, 'turn', ?, 1, 1, ?, ?, 'mix', ?, ?, false, 0, 'n', 'b', 'ANSWERED', ?,"
                + " 0, ?::numeric, now())",
            fresh("task"),
            deployment,
            run,
            deployment,
            agent,
            model,
            model,
            tokens,
            usd);
  }

  /** The same, of which a subscription included some. */
  public static void covered(
      String deployment, String run, String agent, String model, String usd, String covered) {
    paid(deployment, run, agent, model, 1000, usd);
    jdbc()
        .update(
            "update muster.attempt set covered_usd = ?::numeric"
                + " where deployment_id = ? and subject = ? and agent = ? and model = ?",
            covered,
            deployment,
            run,
            agent,
            model);
  }

  /** A name that no other test uses. */
  public static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static CallRequest call(String deployment, String run, String task, String reserved) {
    return call(deployment, run, task, reserved, PRICE, false);
  }

  static CallRequest call(
      String deployment, String run, String task, String reserved, Price price, boolean free) {
    return new CallRequest(
        task,
        deployment,
        "turn",
        run,
        deployment + "/wave-1/backend/" + run,
        "backend",
        "mix",
        "sonnet",
        "claude-sonnet-5",
        price,
        free,
        new BigDecimal(reserved),
        0);
  }
}
