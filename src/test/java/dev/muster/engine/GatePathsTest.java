package dev.muster.engine;

import static dev.muster.approval.Kind.APPROVE_GATE;
import static dev.muster.approval.Kind.CONFIRM_WAIVER;
import static dev.muster.approval.Kind.DECIDE_FAILED;
import static dev.muster.approval.Kind.DECIDE_INCONCLUSIVE;
import static dev.muster.approval.Kind.PROVIDE_CREDENTIALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.approval.Approval;
import dev.muster.evidence.Evidence;
import dev.muster.gate.Gates;
import dev.muster.rehearsal.ModelServerSettings;
import dev.muster.rehearsal.ServerFaults;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFile;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every gate with every verdict and every decision: PASS, FAIL and INCONCLUSIVE come from changed
 * cassettes, endpoints and servers, or from work that was not done; never from a flag.
 */
class GatePathsTest {
  private static final World WORLD = World.get();
  private static TrialRuns<Story> stories;

  /** An older release of a server, which lacks an expected tool. */
  private static final String BROKEN_FINANCE =
      "mcpServers: {finance-mcp-server: {args:"
          + " ['${MUSTER_PLAN_DIR}/standins-broken/finance-mcp-server.mjs']}}\n";

  /** All models of the mix are served elsewhere. */
  private static String served(String place) {
    return "models: {qwen: {baseUrl: '${MUSTER_%s_URL}/openai/v1'}}\n".formatted(place);
  }

  /** Only anna works with a model that is served elsewhere. */
  private static String annaServed(String place) {
    return servedFor("anna", place);
  }

  private static String servedFor(String agent, String place) {
    return """
    models: {copilot: {baseUrl: '${MUSTER_%s_URL}/openai/v1'}}
    agents: {%s: {mix: {qwen: null, copilot: 100}}}
    """
        .formatted(place, agent);
  }

  private static String bounded(String gate) {
    return "gate " + gate + " was repeated 1 times, the plan allows 1: choose another decision";
  }

  private static void serve(
      String place, Map<String, byte[]> changed, UnaryOperator<ModelServerSettings> settings) {
    WORLD.models(place, changed, settings);
  }

  private static Map<String, byte[]> wrong(String cassette) {
    return new HashMap<>(Map.of(cassette + ".yaml", SmallSwarm.writing("nothing")));
  }

  private static Consumer<Trial> mended(String place) {
    return trial ->
        WORLD
            .bean(Secrets.class)
            .define(
                "MUSTER_" + place + "_URL",
                WORLD.bean(Secrets.class).find("MUSTER_MODELS_URL").orElseThrow());
  }

  private static UnaryOperator<ModelServerSettings> unmetered() {
    return settings -> settings.withFaults(ServerFaults.missingUsage());
  }

  @BeforeAll
  static void tellAll() {
    stories = new TrialRuns<>();
    stories.add("installation kept", GatePathsTest::installationKept);
    stories.add("installation taken back", GatePathsTest::installationTakenBack);
    stories.add("installation waived", GatePathsTest::installationWaived);
    stories.add("test mended", GatePathsTest::testMended);
    stories.add("test kept", GatePathsTest::testKept);
    stories.add("test taken back", GatePathsTest::testTakenBack);
    stories.add("wave mended", GatePathsTest::waveMended);
    stories.add("wave kept", GatePathsTest::waveKept);
    stories.add("agent taken back", GatePathsTest::agentTakenBack);
    stories.add("agent measured again", GatePathsTest::agentMeasuredAgain);
    stories.add("all waived", GatePathsTest::allWaived);
    stories.add("feature kept", GatePathsTest::featureKept);
    stories.add("feature taken back", GatePathsTest::featureTakenBack);
    stories.add("feature stopped", GatePathsTest::featureStopped);
    stories.add("feature unmeasured", GatePathsTest::featureUnmeasured);
    stories.add("second wave taken back", GatePathsTest::secondWaveTakenBack);
    stories.add("second wave unmeasured", GatePathsTest::secondWaveUnmeasured);
    stories.add("second wave waived", GatePathsTest::secondWaveWaived);
    stories.add("deployment kept", GatePathsTest::deploymentKept);
    stories.add("deployment taken back", GatePathsTest::deploymentTakenBack);
  }

  @AfterAll
  static void close() {
    stories.close();
  }

  private static Story installationKept() {
    return new Story(WORLD, "")
        .asked(APPROVE_GATE, "mcp-installation", "approver", "REJECT")
        .asked(DECIDE_FAILED, "mcp-installation", "approver", "REPEAT")
        .asked(APPROVE_GATE, "mcp-installation", "approver", "REJECT")
        .asked(DECIDE_FAILED, "mcp-installation", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "mcp-installation", "approver", "KEEP")
        .tell();
  }

  @Test
  void a_rejected_installation_is_repeated_as_often_as_the_plan_says_and_then_kept() {
    var story = stories.of("installation kept");
    assertThat(story.end().detail()).isEqualTo("KEPT");
    assertThat(story.refusals()).containsExactly(bounded("mcp-installation"));
    assertThat(story.root())
        .isEnded()
        .hasPassed("EndEvent_InstallationKept", "EndEvent_Kept")
        .hasNotPassed("Call_WorkflowTest");
    assertThat(story.trial().homes()).isNotEqualTo(story.trial().homesBefore());
  }

  private static Story installationTakenBack() {
    return new Story(WORLD, BROKEN_FINANCE).tell();
  }

  @Test
  void an_installation_that_fails_takes_itself_back_and_nobody_is_asked() {
    var story = stories.of("installation taken back");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.trial().asked()).isEmpty();
    assertThat(story.root())
        .isEnded()
        .hasPassed("EndEvent_InstallationTakenBack", "EndEvent_TakenBack");
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  private static Story installationWaived() {
    var linear =
        "mcpServers: {linear: {headers: {Authorization: 'Bearer ${LATER_LINEAR_TOKEN}'}}}\n";
    return new Story(WORLD, linear)
        .asked(PROVIDE_CREDENTIALS, "", "admin", "RETRY")
        .asked(PROVIDE_CREDENTIALS, "", "admin", "SKIP")
        .asked(DECIDE_INCONCLUSIVE, "mcp-installation", "approver", "WAIVE")
        .asked(CONFIRM_WAIVER, "mcp-installation", "approver", "CONFIRM")
        .asked(CONFIRM_WAIVER, "mcp-installation", "approver", "REFUSE")
        .asked(
            DECIDE_INCONCLUSIVE,
            "mcp-installation",
            trial -> WORLD.bean(SecretsFile.class).store("LATER_LINEAR_TOKEN", "wrong"),
            "approver",
            "MEASURE_AGAIN")
        .asked(PROVIDE_CREDENTIALS, "", "admin", "SKIP")
        .asked(DECIDE_INCONCLUSIVE, "mcp-installation", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "mcp-installation", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_skipped_binding_is_inconclusive_and_one_person_waives_nothing() {
    var story = stories.of("installation waived");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.refusals())
        .containsExactly(
            "a waiver needs two approvers, approver is the first already",
            bounded("mcp-installation"));
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  private static Story testMended() {
    serve("TEST_MENDED", wrong("tester.note"), s -> s);
    return new Story(WORLD, served("TEST_MENDED"))
        .asked(DECIDE_FAILED, "workflow-test", mended("TEST_MENDED"), "approver", "REPEAT")
        .asked(APPROVE_GATE, "workflow-test", t -> score(t, "8.9"), "approver", "APPROVE")
        .asked(APPROVE_GATE, "workflow-test", t -> score(t, "1.0"), "approver", "APPROVE")
        .asked(DECIDE_FAILED, "workflow-test", t -> score(t, "8.9"), "approver", "TAKE_BACK")
        .asked(APPROVE_GATE, "workflow-test", "approver", "APPROVE")
        .asked(APPROVE_GATE, "wave-1", "approver", "REJECT")
        .asked(DECIDE_FAILED, "wave-1", "approver", "TAKE_BACK")
        .tell();
  }

  private static void score(Trial trial, String score) {
    WORLD
        .bean(JdbcClient.class)
        .sql("update muster.judgement set score = ? where deployment_id = ?")
        .params(new java.math.BigDecimal(score), trial.id())
        .update();
  }

  @Test
  void what_changes_between_asking_and_answering_voids_the_task_and_keeps_its_form() {
    var trial = stories.of("test mended").trial();
    var voided = trial.asked().stream().filter(a -> a.state().equals("VOID")).toList();
    assertThat(voided)
        .extracting(Approval::kind)
        .containsExactly(APPROVE_GATE, APPROVE_GATE, DECIDE_FAILED);
    assertThat(voided).extracting(Approval::outcome).containsOnly("VOID");
    var kept =
        WORLD.bean(Evidence.class).chain(trial.id()).stream()
            .filter(e -> e.kind().equals("approval-void"))
            .map(e -> e.payload())
            .toList();
    assertThat(kept).hasSize(3).allMatch(p -> p.contains("\"reason\":\"test\""));
    var digests =
        trial.asked(APPROVE_GATE, "workflow-test").stream().map(Approval::digest).toList();
    assertThat(digests).hasSize(3);
    assertThat(digests.get(0)).isNotEqualTo(digests.get(1));
    // The third names the same figures as the second, which were back by then.
    assertThat(digests.get(2)).isEqualTo(digests.get(1));
    assertThat(stories.of("test mended").root())
        .isEnded()
        .hasPassed("EndEvent_WaveTakenBack", "EndEvent_TakenBack");
    assertThat(trial.homes()).isEqualTo(trial.homesBefore());
  }

  private static Story testKept() {
    serve("TEST_KEPT", wrong("tester.note"), s -> s);
    return new Story(WORLD, served("TEST_KEPT"))
        .asked(DECIDE_FAILED, "workflow-test", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "workflow-test", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "workflow-test", "approver", "KEEP")
        .tell();
  }

  @Test
  void a_failed_test_is_repeated_as_often_as_the_plan_says_and_kept() {
    var story = stories.of("test kept");
    assertThat(story.refusals()).containsExactly(bounded("workflow-test"));
    assertThat(story.end().detail()).isEqualTo("KEPT");
    assertThat(story.root()).isEnded().hasPassed("EndEvent_TestKept");
  }

  private static Story testTakenBack() {
    serve("TEST_BACK", Map.of(), unmetered());
    return new Story(WORLD, served("TEST_BACK"))
        .asked(DECIDE_INCONCLUSIVE, "workflow-test", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "workflow-test", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "workflow-test", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_test_without_usage_is_inconclusive_measured_again_and_taken_back() {
    var story = stories.of("test taken back");
    assertThat(story.refusals()).containsExactly(bounded("workflow-test"));
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.root()).isEnded().hasPassed("EndEvent_TestTakenBack");
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  private static Story waveMended() {
    serve("WAVE_MENDED", wrong("anna.note"), s -> s);
    return new Story(WORLD, annaServed("WAVE_MENDED"))
        .asked(DECIDE_FAILED, "wave-1", mended("WAVE_MENDED"), "approver", "REPEAT")
        .asked(APPROVE_GATE, "wave-2", "approver", "REJECT")
        .asked(DECIDE_FAILED, "wave-2", "approver", "KEEP")
        .tell();
  }

  @Test
  void a_wave_is_mended_and_repeated_with_the_failed_agent_only() {
    var story = stories.of("wave mended");
    assertThat(story.end().detail()).isEqualTo("KEPT");
    assertThat(story.root()).isEnded().hasPassed("EndEvent_WaveKept", "EndEvent_Kept");
    var registry = WORLD.bean(AgentRegistry.class);
    assertThat(registry.find(story.trial().id(), "anna").orElseThrow().round()).isEqualTo(2);
    assertThat(registry.find(story.trial().id(), "bert").orElseThrow().round()).isEqualTo(1);
  }

  private static Story waveKept() {
    serve("WAVE_KEPT", wrong("anna.note"), s -> s);
    return new Story(WORLD, annaServed("WAVE_KEPT"))
        .asked(DECIDE_FAILED, "wave-1", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "wave-1", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "wave-1", "approver", "KEEP")
        .tell();
  }

  @Test
  void an_agent_that_fails_takes_itself_back_and_its_wave_is_kept_without_it() {
    var story = stories.of("wave kept");
    assertThat(story.refusals()).containsExactly(bounded("wave-1"));
    assertThat(story.end().detail()).isEqualTo("KEPT");
    assertThat(status(story, "anna")).isEqualTo(Status.TAKEN_BACK);
    assertThat(status(story, "bert")).isEqualTo(Status.CANARY);
    assertThat(story.trial().homes().keySet()).noneMatch(file -> file.contains("anna"));
    assertThat(story.trial().homes().keySet()).anyMatch(file -> file.contains("bert"));
  }

  private static Status status(Story story, String agent) {
    return WORLD.bean(AgentRegistry.class).find(story.trial().id(), agent).orElseThrow().status();
  }

  private static Story agentTakenBack() {
    serve("AGENT_BACK", Map.of(), unmetered());
    return new Story(WORLD, annaServed("AGENT_BACK"))
        .asked(DECIDE_INCONCLUSIVE, "agent", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "agent", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "agent", "approver", "TAKE_BACK")
        .asked(DECIDE_FAILED, "wave-1", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void an_agent_without_usage_is_inconclusive_and_taken_back_alone_then_with_its_wave() {
    var story = stories.of("agent taken back");
    assertThat(story.refusals()).containsExactly(bounded("agent"));
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(status(story, "anna")).isEqualTo(Status.TAKEN_BACK);
    assertThat(status(story, "bert")).isEqualTo(Status.TAKEN_BACK);
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  /** Work that is left undone in one phase after the other; given back when a person asks. */
  private static Story agentMeasuredAgain() {
    serve("AGENT_AGAIN", Map.of(), unmetered());
    return new Story(WORLD, annaServed("AGENT_AGAIN"))
        .asked(DECIDE_INCONCLUSIVE, "agent", mended("AGENT_AGAIN"), "approver", "MEASURE_AGAIN")
        .asked(
            DECIDE_INCONCLUSIVE, "wave-1", t -> WORLD.restore(t.id()), "approver", "MEASURE_AGAIN")
        .asked(APPROVE_GATE, "wave-1", t -> undone(t, "measure-feature"), "approver", "APPROVE")
        .asked(
            DECIDE_INCONCLUSIVE, "feature", t -> WORLD.restore(t.id()), "approver", "MEASURE_AGAIN")
        .asked(APPROVE_GATE, "wave-2", t -> undone(t, "measure-deployment"), "approver", "APPROVE")
        .asked(DECIDE_INCONCLUSIVE, "deployment", GatePathsTest::sped, "approver", "MEASURE_AGAIN")
        .tell("close-wave", GatePathsTest::nothing);
  }

  /** So many repeats make the waves slow; this story is not about speed. */
  private static void sped(Trial trial) {
    WORLD.restore(trial.id());
    WORLD
        .bean(JdbcClient.class)
        .sql(
            "update muster.agent_state set started_at = started_at - interval '10 minutes'"
                + " where deployment_id = ?")
        .param(trial.id())
        .update();
  }

  private static void undone(Trial trial, String topic) {
    WORLD.instead(trial.id(), topic, GatePathsTest::nothing);
  }

  private static CompletableFuture<Map<String, Object>> nothing(
      dev.muster.engine.pump.WorkItem item, dev.muster.engine.pump.Worker real) {
    return CompletableFuture.completedFuture(Map.of());
  }

  @Test
  void everything_is_measured_again_once_and_then_signed_off() {
    var story = stories.of("agent measured again");
    assertThat(story.end().detail()).isEqualTo("SIGNED_OFF");
    assertThat(story.root()).isEnded().hasPassed("EndEvent_WaveDone", "EndEvent_SignedOff");
    assertThat(SmallSwarm.WAVE_2).allMatch(agent -> status(story, agent) == Status.ACTIVE);
  }

  private static Story allWaived() {
    serve("ALL_WAIVED", Map.of(), unmetered());
    var linear =
        "mcpServers: {linear: {headers: {Authorization: 'Bearer ${NEVER_LINEAR_TOKEN}'}}}\n";
    var story =
        new Story(WORLD, annaServed("ALL_WAIVED") + linear)
            .asked(PROVIDE_CREDENTIALS, "", "admin", "SKIP");
    waived(story, "mcp-installation", t -> undone(t, "close-run"));
    waived(story, "workflow-test", t -> WORLD.restore(t.id()));
    waived(story, "agent", t -> undone(t, "close-wave"));
    waived(story, "wave-1", t -> undone(t, "measure-feature"));
    waived(story, "feature", t -> WORLD.restore(t.id()));
    waived(story, "deployment", t -> {});
    return story.tell();
  }

  private static void waived(Story story, String gate, Consumer<Trial> then) {
    story
        .asked(DECIDE_INCONCLUSIVE, gate, "approver", "WAIVE")
        .asked(CONFIRM_WAIVER, gate, then, World.SECOND, "CONFIRM");
  }

  @Test
  void what_is_inconclusive_is_waived_by_two_approvers_gate_by_gate() {
    var story = stories.of("all waived");
    assertThat(story.end().detail()).isEqualTo("SIGNED_OFF");
    var waived =
        WORLD.bean(Gates.class).all(story.trial().id()).stream()
            .filter(gate -> gate.waived())
            .map(gate -> gate.gate())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(waived)
        .containsExactly(
            "agent", "deployment", "feature", "mcp-installation", "wave-1", "workflow-test");
  }

  private static Story featureKept() {
    serve("FEATURE_KEPT", wrong("anna.essay"), s -> s);
    return new Story(WORLD, annaServed("FEATURE_KEPT"))
        .asked(DECIDE_FAILED, "feature", mended("FEATURE_KEPT"), "approver", "REPEAT")
        .asked(APPROVE_GATE, "wave-2", t -> {}, "approver", "REJECT")
        .asked(DECIDE_FAILED, "wave-2", t -> {}, "approver", "REPEAT")
        .asked(APPROVE_GATE, "deployment", "approver", "REJECT")
        .asked(DECIDE_FAILED, "deployment", "approver", "REPEAT")
        .tell();
  }

  @Test
  void a_feature_is_mended_a_wave_and_the_deployment_are_rejected_repeated_and_signed_off() {
    var story = stories.of("feature kept");
    assertThat(story.end().detail()).isEqualTo("SIGNED_OFF");
  }

  private static Story featureTakenBack() {
    serve("FEATURE_BACK", wrong("anna.essay"), s -> s);
    return new Story(WORLD, annaServed("FEATURE_BACK"))
        .asked(DECIDE_FAILED, "feature", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_failed_feature_takes_the_deployment_back() {
    var story = stories.of("feature taken back");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.root()).isEnded().hasPassed("EndEvent_FeatureTakenBack");
    assertThat(SmallSwarm.WAVE_1).allMatch(agent -> status(story, agent) == Status.TAKEN_BACK);
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  private static Story featureStopped() {
    serve("FEATURE_STOPPED", wrong("anna.essay"), s -> s);
    return new Story(WORLD, annaServed("FEATURE_STOPPED"))
        .asked(DECIDE_FAILED, "feature", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "feature", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "feature", "approver", "KEEP")
        .tell();
  }

  @Test
  void a_failed_feature_stops_the_deployment_and_keeps_what_is_there() {
    var story = stories.of("feature stopped");
    assertThat(story.end().detail()).isEqualTo("KEPT");
    assertThat(story.refusals()).containsExactly(bounded("feature"));
    assertThat(SmallSwarm.WAVE_1).allMatch(agent -> status(story, agent) == Status.ACTIVE);
    assertThat(SmallSwarm.WAVE_2)
        .as("no later wave starts")
        .allMatch(agent -> status(story, agent) == Status.PLANNED);
  }

  private static Story featureUnmeasured() {
    return new Story(WORLD, "")
        .asked(DECIDE_INCONCLUSIVE, "feature", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "feature", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "feature", "approver", "TAKE_BACK")
        .tell("measure-feature", GatePathsTest::nothing);
  }

  @Test
  void a_feature_that_cannot_be_measured_is_taken_back() {
    var story = stories.of("feature unmeasured");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.refusals()).containsExactly(bounded("feature"));
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  private static Story secondWaveTakenBack() {
    serve("SECOND_BACK", wrong("dora.note"), s -> s);
    return new Story(WORLD, servedFor("dora", "SECOND_BACK"))
        .asked(DECIDE_FAILED, "wave-2", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "wave-2", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "wave-2", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_second_wave_that_fails_takes_the_whole_deployment_back() {
    var story = stories.of("second wave taken back");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.refusals()).containsExactly(bounded("wave-2"));
    allTakenBack(story);
  }

  private static void allTakenBack(Story story) {
    assertThat(story.root()).isEnded().hasPassed("EndEvent_TakenBack");
    assertThat(SmallSwarm.WAVE_1).allMatch(agent -> status(story, agent) == Status.TAKEN_BACK);
    assertThat(SmallSwarm.WAVE_2).allMatch(agent -> status(story, agent) == Status.TAKEN_BACK);
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  /** The end of the second wave is left undone. */
  private static Story untilSecondWave() {
    return new Story(WORLD, "")
        .asked(APPROVE_GATE, "wave-1", t -> undone(t, "close-wave"), "approver", "APPROVE");
  }

  private static Story secondWaveUnmeasured() {
    return untilSecondWave()
        .asked(DECIDE_INCONCLUSIVE, "wave-2", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "wave-2", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "wave-2", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_second_wave_that_cannot_be_measured_is_taken_back() {
    var story = stories.of("second wave unmeasured");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.refusals()).containsExactly(bounded("wave-2"));
    allTakenBack(story);
  }

  /** What was waived in one gate is still missing in the next. */
  private static Story secondWaveWaived() {
    var story = untilSecondWave();
    waived(story, "wave-2", t -> {});
    return story
        .asked(DECIDE_INCONCLUSIVE, "deployment", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "deployment", "approver", "MEASURE_AGAIN")
        .asked(DECIDE_INCONCLUSIVE, "deployment", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_second_wave_is_waived_by_two_and_the_deployment_is_taken_back_for_want_of_its_figures() {
    var story = stories.of("second wave waived");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.refusals()).containsExactly(bounded("deployment"));
    assertThat(WORLD.bean(Gates.class).newest(story.trial().id(), "wave-2", ""))
        .hasValueSatisfying(gate -> assertThat(gate.waived()).isTrue());
    allTakenBack(story);
  }

  private static UnaryOperator<ModelServerSettings> dear() {
    return settings -> settings.withUsageFactor(400);
  }

  private static Story deploymentKept() {
    serve("DEAR_KEPT", Map.of(), dear());
    return new Story(WORLD, annaServed("DEAR_KEPT"))
        .asked(DECIDE_FAILED, "deployment", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "deployment", "approver", "REPEAT")
        .asked(DECIDE_FAILED, "deployment", "approver", "KEEP")
        .tell();
  }

  @Test
  void a_deployment_that_saves_nothing_is_not_repeated_for_ever_and_kept() {
    var story = stories.of("deployment kept");
    assertThat(story.end().detail()).isEqualTo("KEPT");
    assertThat(story.refusals()).containsExactly(bounded("deployment"));
    assertThat(story.root()).isEnded().hasPassed("EndEvent_DeploymentKept");
    assertThat(SmallSwarm.WAVE_1).allMatch(agent -> status(story, agent) == Status.ACTIVE);
  }

  private static Story deploymentTakenBack() {
    serve("DEAR_BACK", Map.of(), dear());
    return new Story(WORLD, annaServed("DEAR_BACK"))
        .asked(DECIDE_FAILED, "deployment", "approver", "TAKE_BACK")
        .tell();
  }

  @Test
  void a_deployment_that_saves_nothing_is_taken_back_whole() {
    var story = stories.of("deployment taken back");
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.root()).isEnded().hasPassed("EndEvent_DeploymentTakenBack");
    assertThat(SmallSwarm.WAVE_2).allMatch(agent -> status(story, agent) == Status.TAKEN_BACK);
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  @Test
  void together_the_stories_pass_every_flow_element_of_the_gate_review() {
    stories.names().forEach(stories::of);
    var drawn = new TreeSet<String>();
    var model =
        org.camunda.bpm.model.bpmn.Bpmn.readModelFromFile(
            java.nio.file.Path.of("processes", "gate-review.bpmn").toFile());
    model
        .getModelElementsByType(org.camunda.bpm.model.bpmn.instance.FlowNode.class)
        .forEach(node -> drawn.add(node.getId()));
    var passed =
        WORLD
            .bean(HistoryService.class)
            .createHistoricActivityInstanceQuery()
            .finished()
            .list()
            .stream()
            .filter(a -> a.getProcessDefinitionKey().equals("gate-review"))
            .map(HistoricActivityInstance::getActivityId)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(passed).isEqualTo(drawn);
  }
}
