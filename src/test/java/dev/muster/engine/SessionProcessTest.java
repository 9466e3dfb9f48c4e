package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.RealClis;
import dev.muster.ScriptedModels;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.agent.Sessions;
import dev.muster.deployment.ProcessControl;
import dev.muster.evaluation.Checks;
import dev.muster.plan.Client.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The diagram agent-run from its start to its end with a CLI in it, most of them real. */
@WholeMuster
@Timeout(300)
class SessionProcessTest {
  /** Works until a file is there, or else for two minutes. */
  private static final String HELD =
      """
      i=0
      while [ ! -e %s ] && [ $i -lt 1200 ]; do sleep 0.1; i=$((i+1)); done
      cat <<'END'
      {"type":"system","subtype":"init","mcp_servers":[],"model":"coder-1"}
      {"type":"assistant","message":{"model":"coder-1","content":[]}}
      {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"It is done.","usage":{"input_tokens":100,"output_tokens":10,"cache_read_input_tokens":0},"permission_denials":[]}
      END
      """;

  private static final Duration FOR_OTHERS = Duration.ofSeconds(15);

  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private RuntimeService runtime;
  @Autowired private HistoryService history;
  @Autowired private ScriptedModels judge;
  @Autowired private Runs runs;
  @Autowired private Sessions sessions;
  private SessionWorld world;

  @AfterEach
  void end() throws Exception {
    world.close();
    assertThat(SessionWorld.left()).isEmpty();
  }

  @Test
  @Tag("clis")
  void a_run_goes_by_its_session_to_checks_judge_and_its_end() {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    judge.say("{\"score\": 9, \"reasons\": \"read\"}");
    var deployed = deployed(RealClis.program("qwen"));
    var instance = started(deployed);

    until(() -> ended(instance));

    var run = run(instance).orElseThrow();
    assertThat(run.outcome()).isEqualTo("DONE");
    assertThat(run.model()).isEqualTo("worker");
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("DONE");
    assertThat(muster.getBean(Checks.class).of(run.id()))
        .extracting(c -> c.passed())
        .containsExactly(true);
    assertThat(judge.requests()).hasSize(1);
    assertThat(activities(instance)).contains("Task_RunSession").doesNotContain("Task_CallModel");
  }

  @Test
  @Tag("clis")
  void an_abort_ends_the_cli_with_its_run() throws Exception {
    world = new SessionWorld(muster, folder, SessionWorld.NEVER);
    var deployed = deployed(RealClis.program("qwen"));
    var instance = started(deployed);
    until(() -> world.models().received() > 0);
    assertThat(SessionWorld.left()).isNotEmpty();

    runtime.createMessageCorrelation("Msg_AbortRun").processInstanceId(instance).correlate();

    until(() -> ended(instance));
    var run = run(instance).orElseThrow();
    assertThat(run.state()).isEqualTo("ABORTED");
    until(() -> sessions.of(run.id()).get(0).state().equals("CANCELLED"));
  }

  /** Three sessions fail; then the run goes on turn by turn, to its checks and its judge. */
  @Test
  void another_model_takes_a_run_over_whose_cli_has_failed() throws Exception {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    judge.say("It is done.");
    judge.say("{\"score\": 9, \"reasons\": \"read\"}");
    var deployed =
        deployed(
            SessionWorld.script(folder, "exit 7"),
            "  judges: [llama, opus, critic]",
            "  judges: [llama, opus, critic]\n  fallback: {worker: [coder]}");
    var instance = started(deployed);

    until(() -> ended(instance));

    var run = run(instance).orElseThrow();
    assertThat(run.outcome()).isEqualTo("DONE");
    assertThat(run.model()).isEqualTo("coder");
    assertThat(sessions.of(run.id()))
        .extracting(s -> s.model() + " " + s.state())
        .containsExactly("worker BROKEN", "worker BROKEN", "worker BROKEN");
    assertThat(judge.requests()).hasSize(2);
    assertThat(activities(instance))
        .contains("Task_RunSession", "Task_CallModel", "Task_CheckRun", "Task_JudgeRun");
    assertThat(runtime.createIncidentQuery().processInstanceId(instance).count()).isZero();
  }

  /** Told to nobody, it is told; told to a person, their word is another try. */
  @Test
  void a_session_that_failed_for_good_is_noted_as_told_with_its_incident() throws Exception {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    var starts = folder.resolve("starts");
    var script = SessionWorld.script(folder, "echo s >> " + starts + "; echo Another version");
    var instance = started(deployed(script));
    try {
      until(() -> incidents(instance) == 1);
      var run = run(instance).orElseThrow();
      assertThat(told(run)).containsExactly(true);
      assertThat(Files.readAllLines(starts)).hasSize(1);

      retried(instance);

      until(() -> sessions.of(run.id()).size() == 2 && incidents(instance) == 1);
      assertThat(told(run)).containsExactly(true, true);
      assertThat(Files.readAllLines(starts)).hasSize(2);
    } finally {
      runtime.deleteProcessInstance(instance, "the test is over");
    }
  }

  private long incidents(String instance) {
    return runtime.createIncidentQuery().processInstanceId(instance).count();
  }

  private List<Boolean> told(Run run) {
    var sql = "select person_at is not null from muster.session where run_id = ? order by number";
    return muster.getBean(JdbcClient.class).sql(sql).param(run.id()).query(Boolean.class).list();
  }

  /** As Cockpit does. */
  private void retried(String instance) {
    var tasks = muster.getBean(ExternalTaskService.class);
    tasks.setRetries(session(instance).getId(), 1);
  }

  /** Nothing has failed, so nobody has to look; the sessions before it may work for long. */
  @Test
  void a_session_that_waits_for_others_keeps_its_tries_and_is_asked_again_after_a_pause()
      throws Exception {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    judge.say("{\"score\": 9, \"reasons\": \"read\"}");
    var go = folder.resolve("go").toAbsolutePath();
    var script = SessionWorld.script(folder, HELD.formatted(go));
    var deployed = deployed(script, "  usd: 30", "  usd: 30\n  minutes: 15");
    var first = started(deployed);
    until(() -> states(first).equals(List.of("WORKING")));
    var before = Instant.now();
    var second = started(deployed);

    var waiting = failed(second);

    var seen = Instant.now();
    var works = states(first);
    var waits = states(second);
    Files.createFile(go);
    assertThat(waiting.getErrorMessage())
        .contains("other sessions hold what is left of the minutes of budget " + deployed.id);
    assertThat(waiting.getRetries()).as("no try is used up").isEqualTo(5);
    assertThat(waiting.getLockExpirationTime())
        .as("when it is asked again")
        .isBetween(
            Date.from(before.plus(FOR_OTHERS)), Date.from(seen.plus(FOR_OTHERS).plusSeconds(1)));
    assertThat(works).containsExactly("WORKING");
    assertThat(waits).as("it was not begun").isEmpty();

    until(() -> ended(first) && ended(second));

    for (var instance : List.of(first, second)) {
      assertThat(run(instance).orElseThrow().outcome()).isEqualTo("DONE");
      assertThat(states(instance)).containsExactly("DONE");
      assertThat(history.createHistoricIncidentQuery().processInstanceId(instance).count())
          .as("incidents, also such as are over")
          .isZero();
    }
    var begun = sessions.of(run(second).orElseThrow().id()).get(0).startedAt();
    assertThat(begun.toEpochMilli())
        .isGreaterThanOrEqualTo(waiting.getLockExpirationTime().getTime());
  }

  /** Its session's task, once it was broken off. */
  private ExternalTask failed(String instance) {
    until(() -> session(instance) != null && session(instance).getErrorMessage() != null);
    return session(instance);
  }

  private ExternalTask session(String instance) {
    return muster
        .getBean(ExternalTaskService.class)
        .createExternalTaskQuery()
        .processInstanceId(instance)
        .topicName("run-session")
        .singleResult();
  }

  private List<String> states(String instance) {
    return run(instance).stream()
        .flatMap(run -> sessions.of(run.id()).stream())
        .map(Sessions.Session::state)
        .toList();
  }

  private Deployed deployed(Path program, String... changes) {
    return world.deployed(Kind.QWEN_CODE, program.toString(), "0.24.4", changes);
  }

  private String started(Deployed deployed) {
    Map<String, Object> variables =
        Map.of(
            "deploymentId", deployed.id,
            "phase", "workflow-test",
            "round", 1,
            "agent", "tester",
            "task", "probe",
            "arm", "mix",
            "workspace", "");
    var before = instances(deployed);
    muster.getBean(ProcessControl.class).start("agent-run", deployed.id, null, variables);
    return instances(deployed).stream()
        .filter(id -> !before.contains(id))
        .findFirst()
        .orElseThrow();
  }

  private List<String> instances(Deployed deployed) {
    return runtime
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(deployed.id)
        .list()
        .stream()
        .map(i -> i.getId())
        .toList();
  }

  private Optional<Run> run(String instance) {
    return runs.ofInstance(instance);
  }

  private boolean ended(String instance) {
    return runtime.createProcessInstanceQuery().processInstanceId(instance).count() == 0;
  }

  private List<String> activities(String instance) {
    return history.createHistoricActivityInstanceQuery().processInstanceId(instance).list().stream()
        .map(a -> a.getActivityId())
        .toList();
  }

  private static void until(BooleanSupplier so) {
    for (int i = 0; i < 2400 && !so.getAsBoolean(); i++) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    assertThat(so.getAsBoolean()).isTrue();
  }
}
