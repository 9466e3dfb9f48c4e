package dev.muster.deployment;

import dev.muster.Deployed;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Runs;
import dev.muster.agent.Runs.OpenRun;
import dev.muster.gate.Gates;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.Usage;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets a deployment happen without an engine: the same rows, through the same beans. */
final class DeploymentFixture {
  static final String PLAN = "plans/rehearsal.yaml";

  final String id = DeploymentIds.fresh();
  final MovableClock clock;
  final Phases phases;
  private final ApplicationContext rooms;
  private int task;

  DeploymentFixture(ApplicationContext rooms) {
    this.rooms = rooms;
    this.clock = rooms.getBean(MovableClock.class);
    this.phases = rooms.getBean(Phases.class);
  }

  <T> T bean(Class<T> type) {
    return rooms.getBean(type);
  }

  Plan plan() {
    return bean(DeploymentPlans.class).of(id).plan();
  }

  DeploymentFixture started(String name) {
    bean(DeploymentTable.class).insert(id, name, PLAN, "admin");
    return this;
  }

  DeploymentFixture frozen() {
    return frozen(PLAN);
  }

  DeploymentFixture frozen(String plan) {
    started("rehearsal");
    bean(Deployments.class).freeze(id, plan, "admin");
    return this;
  }

  /** A closed run with one turn, one passed check and one score. */
  String run(String agent, String phase, String arm, String model, Usage usage) {
    var run =
        bean(Runs.class)
            .open(
                new OpenRun(
                    id + "-" + ++task,
                    id,
                    phase,
                    1,
                    agent,
                    plan().agents().get(agent).canaries().get(0),
                    arm,
                    ""))
            .id();
    call(run, "turn", agent, phase, arm, model, usage);
    call(run, "judge", agent, phase, arm, "gemini", new Usage(100, 0, 0, 10, 0));
    var jdbc = bean(JdbcClient.class);
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.sql(
            "insert into muster.check_outcome(deployment_id, run_id, batch, name, passed, exit_code, millis, output_tail, checked_at) values (?, ?, 1, 'acceptance', true, 0, 5, '', ?)")
        .params(id, run, now)
        .update();
    jdbc.sql(
            "insert into muster.judgement(deployment_id, run_id, score, model, reasons, judged_at) values (?, ?, ?, 'gemini', 'good', ?)")
        .params(id, run, new BigDecimal("9"), now)
        .update();
    bean(Runs.class).close(run);
    return run;
  }

  /** An answer in the ledger; without usage it has no cost. */
  void call(
      String run,
      String purpose,
      String agent,
      String phase,
      String arm,
      String model,
      Usage usage) {
    var attempt = open(run, purpose, agent, phase, arm, model);
    bean(Ledger.class).answered(attempt, plan().models().get(model).id(), true, usage, "{}");
  }

  /** A call that has left. */
  long open(String run, String purpose, String agent, String phase, String arm, String model) {
    var entry = plan().models().get(model);
    var opening =
        bean(Ledger.class)
            .open(
                new CallRequest(
                    id + "-task-" + ++task,
                    id,
                    purpose,
                    run,
                    id + "/" + phase + "/" + agent + "/" + run,
                    agent,
                    arm,
                    model,
                    entry.id(),
                    plan().prices().get(entry.price()),
                    false,
                    new BigDecimal("0.01"),
                    0));
    return ((Opening.Send) opening).attemptId();
  }

  /** The phase's row, without the approvals that its diagram has asked for before. */
  void begins(String phase) {
    bean(PhaseTable.class).open(id, phase, Deployed.visit());
  }

  void rollsOut(String agent, String phase) {
    bean(JdbcClient.class)
        .sql(
            "update muster.agent_state set status = 'PROVISIONING', phase = ?, round = 1, started_at = ? where deployment_id = ? and agent = ?")
        .params(phase, clock.instant().atOffset(ZoneOffset.UTC), id, agent)
        .update();
  }

  void is(String agent, Status status) {
    bean(AgentRegistry.class).set(id, agent, status, "as the test says");
  }

  void judge(String gate, String subject) {
    bean(Gates.class)
        .judge(id, gate, subject, bean(Measures.class).of(id, gate, subject), Deployed.visit());
  }

  /** Both arms of every agent, wave by wave, ten seconds each agent, twelve each wave. */
  DeploymentFixture rolledOut() {
    for (var wave : plan().waves()) {
      begins(wave.gate());
      wave.agents().forEach(a -> rollsOut(a, wave.gate()));
      clock.pass(10);
      for (var agent : wave.agents()) {
        run(agent, wave.gate(), "mix", "qwen", new Usage(1000, 0, 0, 100, 0));
        run(agent, wave.gate(), "baseline", "opus", new Usage(1000, 0, 0, 100, 0));
        is(agent, Status.CANARY);
        judge("agent", agent);
        is(agent, Status.ACTIVE);
      }
      clock.pass(2);
      phases.closeWave(id, wave.number());
      judge(wave.gate(), "");
    }
    phases.measureDeployment(id, Deployed.visit());
    judge("deployment", "");
    return this;
  }
}
