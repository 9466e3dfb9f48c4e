package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Deployed;
import dev.muster.People;
import dev.muster.WholeMuster;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Run;
import dev.muster.approval.Approvals;
import dev.muster.approval.Approvals.Question;
import dev.muster.approval.Kind;
import dev.muster.gate.Gates;
import dev.muster.gate.Measurement;
import dev.muster.plan.TestPlans;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The life of deployments: what may end, what is taken back, and how long waves took. */
@WholeMuster
class LifeTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final String TWO = "  - agents: [builder, painter]\n";
  @Autowired ApplicationContext muster;
  @Autowired Deployments deployments;
  @Autowired Phases phases;
  @Autowired AgentRegistry registry;
  @Autowired Approvals approvals;
  @Autowired Gates gates;
  @Autowired WaveTimes times;
  @Autowired PhaseTable table;
  @TempDir Path folder;
  private Deployed dep;

  @Test
  void it_is_signed_off_only_when_every_gate_is_through_and_approved() {
    dep = Deployed.in(muster, folder);
    for (var gate : List.of("mcp-installation", "workflow-test", "wave-1", "deployment")) {
      assertThatThrownBy(() -> deployments.close(dep.id, "SIGNED_OFF"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot end SIGNED_OFF")
          .hasMessageContaining(gate);
      waived(gate);
    }
    assertThatThrownBy(() -> deployments.close(dep.id, "SIGNED_OFF"))
        .hasMessageEndingWith("[gate feature is not through, its operation was not started]");
    assertThat(deployments.find(dep.id).orElseThrow().status()).isEqualTo("RUNNING");

    waived("feature");
    deployments.startOperation(dep.id);
    deployments.close(dep.id, "SIGNED_OFF");
    assertThat(deployments.find(dep.id).orElseThrow().status()).isEqualTo("SIGNED_OFF");
    phases.takeBack(dep.id);
    deployments.close(dep.id, "TAKEN_BACK");
    assertThat(deployments.find(dep.id).orElseThrow().status()).isEqualTo("SIGNED_OFF");
  }

  @Test
  void operation_and_activation_need_their_gates() {
    dep = Deployed.in(muster, folder);
    registry.set(dep.id, "builder", Status.CANARY, "passed");
    assertThatThrownBy(() -> deployments.startOperation(dep.id))
        .hasMessageContaining("is not signed off");
    assertThatThrownBy(() -> phases.activateWave(dep.id, 1))
        .hasMessage("gate wave-1 is not passed and approved");
    assertThat(status("builder")).isEqualTo(Status.CANARY);
    waived("wave-1");
    phases.activateWave(dep.id, 1);
    assertThat(status("builder")).isEqualTo(Status.ACTIVE);
    assertThatThrownBy(() -> phases.openWave(dep.id, 9, "v")).hasMessage("the plan has no wave 9");
  }

  @Test
  void a_deployment_that_could_not_be_started_leaves_nothing() {
    var plan = TestPlans.file(folder);
    var before = deployments.all().size();
    assertThatThrownBy(() -> deployments.start(plan, People.in(muster, "eve", "approvers")))
        .isNotNull();
    assertThat(deployments.all()).hasSize(before);
    assertThatThrownBy(() -> deployments.abort("d-none", "admin"))
        .hasMessage("no such deployment: d-none");
  }

  @Test
  void freezing_again_changes_nothing_though_the_file_has_changed() {
    dep = Deployed.in(muster, folder);
    var digest = deployments.find(dep.id).orElseThrow().planDigest();
    var changed = TestPlans.file(folder, "name: small", "name: other").toString();
    assertThat(deployments.freeze(dep.id, changed, "admin")).containsExactly(1);
    assertThat(deployments.find(dep.id).orElseThrow())
        .matches(d -> d.planDigest().equals(digest) && d.name().equals("small"));
  }

  @Test
  void taking_back_ends_the_runs_and_the_agents_of_its_scope_only() {
    twoAgents();
    var mine = rolledOut("builder", "wave-1");
    var beside = rolledOut("painter", "wave-1");
    var test = dep.run("workflow-test", 1, "tester", "probe", "mix");

    phases.takeBack(dep.id + "/wave-1/builder");
    assertThat(List.of(state(mine), state(beside), state(test)))
        .containsExactly("ABORTED", "OPEN", "OPEN");
    assertThat(status("builder")).isEqualTo(Status.TAKEN_BACK);
    assertThat(status("painter")).isEqualTo(Status.PROVISIONING);

    phases.takeBack(dep.id + "/wave-1");
    assertThat(List.of(state(beside), state(test))).containsExactly("ABORTED", "OPEN");
    assertThat(status("painter")).isEqualTo(Status.TAKEN_BACK);

    phases.takeBack(dep.id);
    phases.takeBack(dep.id);
    assertThat(state(test)).isEqualTo("ABORTED");
    assertThat(status("tester")).isEqualTo(Status.TEST);
    assertThat(status("runner")).isEqualTo(Status.ADOPTED);
  }

  @Test
  void waves_are_timed_without_the_time_that_people_took() {
    twoAgents();
    round(1, 0, 600);
    agent("builder", 0, 300);
    agent("painter", 0, 300);
    asked("Approve tool call of builder", "r-1", 100, 200);
    asked("Approve tool call of builder", "r-1", 150, 220);
    asked("Approve wave 1", "", 560, 900);

    var wave = times.of(dep.id).get(0);
    // builder waited 120 s, painter did not; the wave waited 120 and its last 40 seconds.
    assertThat(wave.serialSum()).isEqualTo(Duration.ofSeconds(180 + 300));
    assertThat(wave.wall()).isEqualTo(Duration.ofSeconds(600 - 120 - 40));
  }

  @Test
  void a_wave_never_took_less_than_its_longest_agent() {
    twoAgents();
    round(1, 0, 600);
    agent("builder", 0, 600);
    agent("painter", 0, 500);
    asked("Review result of builder", "r-1", 10, 590);
    var wave = times.of(dep.id).get(0);
    assertThat(wave.wall()).as("painter worked on").isEqualTo(Duration.ofSeconds(500));
    assertThat(wave.serialSum()).isEqualTo(Duration.ofSeconds(20 + 500));
  }

  @Test
  void a_repeated_wave_took_the_time_of_all_its_rounds() {
    twoAgents();
    round(1, 0, 600);
    agent("painter", 0, 600);
    round(2, 1000, 1200);
    agent("builder", 1000, 1200);
    var wave = times.of(dep.id).get(0);
    assertThat(wave.serialSum()).isEqualTo(Duration.ofSeconds(800));
    assertThat(wave.wall()).isEqualTo(Duration.ofSeconds(800));

    table.open(dep.id, "wave-1", Deployed.visit());
    assertThat(times.of(dep.id)).as("it has not ended").isEmpty();
  }

  @Test
  void a_question_about_one_agent_is_not_anothers_whose_name_it_holds() {
    twoAgents();
    round(1, 0, 600);
    agent("builder", 0, 300);
    asked("Approve tool call of master-builder", "r-1", 0, 300);
    assertThat(times.of(dep.id).get(0).serialSum()).isEqualTo(Duration.ofSeconds(300));
  }

  @Test
  void an_agent_whose_time_stands_still_is_looked_at_every_few_minutes() {
    twoAgents();
    table.open(dep.id, "wave-1", Deployed.visit());
    var limit = Duration.ofMinutes(dep.plan().waves().get(0).stragglerMinutes());
    var hourAgo = Instant.now().minus(Duration.ofHours(1));
    var began = hourAgo.minus(limit).plusSeconds(60);
    var row = "deployment_id = '" + dep.id + "'";
    dep.at("phase", "started_at", row, began);
    dep.at("agent_state", "started_at", row + " and agent = 'builder'", began);
    var task = dep.task();
    ask(task, "Approve tool call of builder", "r-1");
    dep.at("approval", "asked_at", "task_id = '" + task + "'", hourAgo);
    assertThat(phases.timeLeft(dep.id, 1, "builder")).isEqualTo(Duration.ofMinutes(5));

    approvals.withdraw(task);
    assertThat(phases.timeLeft(dep.id, 1, "builder"))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
  }

  @Test
  void a_phase_that_is_asked_for_twice_by_one_task_has_one_round() {
    dep = Deployed.in(muster, folder);
    var opened = phases.prepareInstallation(dep.id, "visit-1");
    assertThat(phases.prepareInstallation(dep.id, "visit-1")).isEqualTo(opened);
    assertThat(rounds("mcp-installation")).isEqualTo(1);
    phases.prepareInstallation(dep.id, "visit-2");
    assertThat(rounds("mcp-installation")).isEqualTo(2);

    waived("mcp-installation");
    assertThat(phases.prepareTest(dep.id, "visit-3"))
        .isEqualTo(phases.prepareTest(dep.id, "visit-3"));
    waived("workflow-test");
    phases.openWave(dep.id, 1, "visit-4");
    phases.closeWave(dep.id, 1);
    phases.openWave(dep.id, 1, "visit-4");
    assertThat(table.newest(dep.id, "wave-1").orElseThrow())
        .as("delivered again, it is not opened again")
        .matches(round -> round.round() == 1 && round.endedAt() != null);
    waived("wave-1");
    assertThat(phases.openFeature(dep.id, 1, "visit-5"))
        .isEqualTo(phases.openFeature(dep.id, 1, "visit-5"));
    phases.measureDeployment(dep.id, "visit-6");
    phases.measureDeployment(dep.id, "visit-6");
    assertThat(rounds("deployment")).isEqualTo(1);
  }

  private int rounds(String phase) {
    return table.newest(dep.id, phase).orElseThrow().round();
  }

  private void twoAgents() {
    var builder = "  runner:\n";
    var painter =
        "  painter:\n"
            + "    title: Painter\n"
            + "    prompt: You paint.\n"
            + "    mix: {llama: 100}\n"
            + "    mcp: [filesystem]\n"
            + "    budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}\n"
            + "    canaries: [build]\n";
    dep =
        Deployed.in(
            muster,
            folder,
            builder,
            painter + builder,
            "  - agents: [builder]\n",
            TWO,
            "active-agents: 1",
            "active-agents: 2");
  }

  private Run rolledOut(String agent, String phase) {
    dep.jdbc()
        .sql(
            "update muster.agent_state set status = 'PROVISIONING', phase = ?, round = 1"
                + " where deployment_id = ? and agent = ?")
        .params(phase, dep.id, agent)
        .update();
    return dep.run(phase, 1, agent, "build", "mix");
  }

  private String state(Run run) {
    return dep.again(run).state();
  }

  private Status status(String agent) {
    return registry.find(dep.id, agent).orElseThrow().status();
  }

  private void waived(String gate) {
    var missing =
        new Measurement("budget", null, BigDecimal.ONE, "USD", "not measured", "test", null);
    gates.judge(dep.id, gate, "", List.of(missing), Deployed.visit());
    gates.waive(dep.id, gate, "", "eve", "approver");
  }

  private void round(int number, int from, int to) {
    assertThat(table.open(dep.id, "wave-1", Deployed.visit())).isEqualTo(number);
    table.end(dep.id, "wave-1");
    var row = "deployment_id = '" + dep.id + "' and phase = 'wave-1' and round = " + number;
    dep.at("phase", "started_at", row, NOON.plusSeconds(from));
    dep.at("phase", "ended_at", row, NOON.plusSeconds(to));
  }

  private void agent(String name, int from, int to) {
    var row = "deployment_id = '" + dep.id + "' and agent = '" + name + "'";
    dep.at("agent_state", "started_at", row, NOON.plusSeconds(from));
    dep.at("agent_state", "ended_at", row, NOON.plusSeconds(to));
  }

  private void ask(String task, String name, String subject) {
    approvals.ask(
        new Question(
            task, dep.id, Kind.APPROVE_TOOL_CALL, name, "", subject, "admin", "x", List.of("a:1")));
  }

  private void asked(String name, String subject, int from, int to) {
    var task = dep.task();
    ask(task, name, subject);
    approvals.withdraw(task);
    dep.jdbc()
        .sql("update muster.approval set asked_at = ?, decided_at = ? where task_id = ?")
        .params(
            NOON.plusSeconds(from).atOffset(ZoneOffset.UTC),
            NOON.plusSeconds(to).atOffset(ZoneOffset.UTC),
            task)
        .update();
  }
}
