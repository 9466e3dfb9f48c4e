package dev.muster;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.deployment.DeploymentIds;
import dev.muster.deployment.Deployments;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.Usage;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import dev.muster.plan.TestPlans;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A deployment of the small plan whose process a test is: frozen, registered, with budgets. */
public final class Deployed {
  public final String id = DeploymentIds.fresh();
  private final ApplicationContext muster;
  private int number;

  private Deployed(ApplicationContext muster) {
    this.muster = muster;
  }

  /**
   * @param changes of the small plan, old text and new text in turns
   */
  public static Deployed in(ApplicationContext muster, Path folder, String... changes) {
    return by("admin", muster, folder, changes);
  }

  /** The same, asked for by somebody else. */
  public static Deployed by(
      String requester, ApplicationContext muster, Path folder, String... changes) {
    var deployed = new Deployed(muster);
    var file = TestPlans.file(folder, changes).toString();
    muster.getBean(Deployments.class).freeze(deployed.id, file, requester);
    return deployed;
  }

  /** A visit of an activity that was not there before. */
  public static String visit() {
    return java.util.UUID.randomUUID().toString();
  }

  public <T> T bean(Class<T> type) {
    return muster.getBean(type);
  }

  public Plan plan() {
    return bean(DeploymentPlans.class).of(id).plan();
  }

  /** What a server shows now is approved, as it is with an installation. */
  public Deployed approved(String server) {
    var sessions = bean(McpSessions.class);
    var tools = sessions.tools(id, plan().mcpServers().get(server));
    sessions.close(id);
    var locks = bean(ToolLocks.class);
    locks.approve(id, server, locks.look(id, server, tools, "a test").hash(), "eve", "a test");
    return this;
  }

  /** Opens a run. */
  public Run run(String phase, int round, String agent, String task, String arm) {
    var request = new Runs.OpenRun(task(), id, phase, round, agent, task, arm, "");
    return bean(Runs.class).open(request);
  }

  public Run again(Run run) {
    return bean(Runs.class).find(run.id()).orElseThrow();
  }

  /** The id of a new external task. */
  public String task() {
    return id + "-task-" + ++number;
  }

  /** A turn in the ledger that was answered at its price; without usage it is unmeasured. */
  public void paid(Run run, String model, Usage usage) {
    var attempt = sending(run, model);
    bean(Ledger.class).answered(attempt, plan().models().get(model).id(), true, usage, "{}");
  }

  /** The same for a session of an agent CLI at its vendor. */
  public void worked(Run run, String model, Usage usage) {
    var attempt = sending(run, model, Attempt.SESSION);
    bean(Ledger.class).answered(attempt, plan().models().get(model).id(), true, usage, "{}");
  }

  /** The same for a judge's answer about the run. */
  public void judged(Run run, String model, Usage usage) {
    var attempt = sending(run, model, "judge");
    bean(Ledger.class).answered(attempt, plan().models().get(model).id(), true, usage, "{}");
  }

  /** A turn that has left and is not answered, reserved at 0.01 USD. */
  public long sending(Run run, String model) {
    return sending(run, model, Attempt.TURN);
  }

  private long sending(Run run, String model, String purpose) {
    var entry = plan().models().get(model);
    var price = entry.price() == null ? null : plan().prices().get(entry.price());
    var call =
        new CallRequest(
            task(),
            id,
            purpose,
            run.id(),
            run.budgetPath(),
            run.agent(),
            run.arm(),
            model,
            entry.id(),
            price,
            price == null,
            new BigDecimal("0.01"),
            0);
    return ((Opening.Send) bean(Ledger.class).open(call)).attemptId();
  }

  public void checked(Run run, boolean passed) {
    jdbc()
        .sql(
            "insert into muster.check_outcome(deployment_id, run_id, batch, name, passed,"
                + " exit_code, millis, output_tail, checked_at)"
                + " values (?, ?, 1, 'acceptance', ?, ?, 5, '', now())")
        .params(id, run.id(), passed, passed ? 0 : 1)
        .update();
  }

  /**
   * @param score null: the judge's answer could not be read
   */
  public void scored(Run run, String score) {
    jdbc()
        .sql(
            "insert into muster.judgement(deployment_id, run_id, score, model, reasons, judged_at)"
                + " values (?, ?, ?::numeric, 'llama', 'so', now())")
        .params(id, run.id(), score)
        .update();
  }

  /** A run to its end: one paid turn, a passed check, a score. */
  public Run closed(String phase, int round, String agent, String task, String arm, String model) {
    var run = run(phase, round, agent, task, arm);
    paid(run, model, new Usage(1000, 0, 0, 100, 0));
    checked(run, true);
    scored(run, "9");
    bean(Runs.class).close(run.id());
    return again(run);
  }

  /** Phases that were begun and ended, as their diagrams do before a gate is judged. */
  public Deployed ended(String... phases) {
    for (var phase : phases) {
      jdbc()
          .sql(
              "insert into muster.phase(deployment_id, phase, round, started_at, ended_at)"
                  + " values (?, ?, 1, now(), now())")
          .params(id, phase)
          .update();
    }
    return this;
  }

  /** Sets one time of one row. */
  public void at(String table, String column, String where, Instant time) {
    jdbc()
        .sql("update muster." + table + " set " + column + " = ? where " + where)
        .param(time.atOffset(ZoneOffset.UTC))
        .update();
  }

  public JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  /** What a stage gives, in time. */
  public static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** What came of the small call to each model; null: all is well. */
  public void askedModels(String error) {
    var table = "muster.preflight(deployment_id, model, answered, error, millis, asked_at)";
    jdbc().sql("delete from muster.preflight where deployment_id = ?").param(id).update();
    for (var model : plan().modelsInUse()) {
      jdbc()
          .sql("insert into " + table + " values (?, ?, ?, ?, 1, now())")
          .param(id)
          .param(model)
          .param(error == null)
          .param(error)
          .update();
    }
  }
}
