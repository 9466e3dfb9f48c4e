package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.engine.Trial.Rest;
import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Not a demo: a worker that says "done" at once and does nothing never gets its phase through. What
 * follows looks into Muster's tables and not at the token.
 */
class TopicSwapTest {
  private static final String SIGNED_OFF = "SIGNED_OFF";

  /** The gate that no longer goes through when the topic's work is not done. */
  private static final Map<String, String> HELD_BACK = heldBack();

  /** What a worker would have to say for the token to go on. */
  private static final Map<String, Map<String, Object>> FORGED =
      Map.ofEntries(
          Map.entry("freeze-plan", Map.of("waves", "1,2")),
          Map.entry("prepare-installation", Map.of("bindings", "", "models", "")),
          Map.entry("probe-binding", Map.of("bindingState", "CONNECTED")),
          Map.entry("judge-gate", Map.of("verdict", "PASS", "gateOutcome", "GO")),
          Map.entry("prepare-test", Map.of("agent", "tester", "task", "note", "round", 1)),
          Map.entry("open-run", Map.of("runId", "r-forged000000", "executor", "turns")),
          Map.entry("route-turn", Map.of("model", "qwen")),
          Map.entry("call-model", Map.of("next", "DONE")),
          Map.entry("judge-run", Map.of("runVerdict", "ACCEPT")),
          Map.entry("open-wave", Map.of("agents", "", "gate", "wave-1", "stragglerAfter", "PT60M")),
          Map.entry(
              "provision-agent", Map.of("provisioned", "SKIPPED", "canaries", "", "round", 1)),
          Map.entry("prepare-feature", Map.of("featureSteps", "")),
          Map.entry("open-feature", Map.of("workspace", "", "round", 1)));

  private static TrialRuns<Trial> trials;

  private static Map<String, String> heldBack() {
    var held = new TreeMap<String, String>();
    List.of("freeze-plan", "prepare-installation", "write-binding", "probe-binding", "judge-gate")
        .forEach(topic -> held.put(topic, "mcp-installation"));
    held.put("find-changed-tools", "mcp-installation");
    held.put("preflight-model", "mcp-installation");
    List.of("prepare-test", "open-run", "route-turn", "call-model", "call-tools")
        .forEach(topic -> held.put(topic, "workflow-test"));
    List.of("check-run", "judge-run", "close-run")
        .forEach(topic -> held.put(topic, "workflow-test"));
    List.of("open-wave", "provision-agent", "bind-tools", "register-canary", "close-wave")
        .forEach(topic -> held.put(topic, "wave-1"));
    List.of("activate-wave", "prepare-feature", "open-feature", "measure-feature")
        .forEach(topic -> held.put(topic, "feature"));
    held.put("measure-deployment", "deployment");
    held.put("start-operation", SIGNED_OFF);
    held.put("close-deployment", SIGNED_OFF);
    return held;
  }

  static Stream<String> forged() {
    return FORGED.keySet().stream().sorted();
  }

  static Stream<String> topics() {
    return HELD_BACK.keySet().stream();
  }

  @BeforeAll
  static void startAll() {
    var world = World.get();
    world.models("WRONG", Map.of("tester.note.yaml", SmallSwarm.writing("nothing")), same());
    trials = new TrialRuns<>();
    topics().forEach(topic -> trials.add(topic, () -> swapped(world, topic, Map.of(), "")));
    FORGED.forEach((t, output) -> trials.add("forged " + t, () -> swapped(world, t, output, "")));
    trials.add("", () -> swapped(world, "none", Map.of(), ""));
    trials.add("take-back", () -> swapped(world, "take-back", Map.of(), WRONG));
  }

  private static final String WRONG =
      "models: {qwen: {baseUrl: '${MUSTER_WRONG_URL}/openai/v1'}}\n";

  private static UnaryOperator<dev.muster.rehearsal.ModelServerSettings> same() {
    return settings -> settings;
  }

  @AfterAll
  static void close() {
    trials.close();
  }

  private static Trial swapped(
      World world, String topic, Map<String, Object> output, String changes) {
    var trial = Trial.prepared(world, changes);
    trial.startWith(topic, (item, real) -> CompletableFuture.completedFuture(output));
    trial.rest();
    return trial;
  }

  @Test
  void every_topic_that_a_plan_can_reach_is_swapped() {
    var drawn = new TreeSet<String>();
    Stream.of(
            "swarm-deployment",
            "gate-review",
            "mcp-installation",
            "workflow-test",
            "wave-rollout",
            "agent-rollout",
            "feature-trial",
            "agent-run")
        .map(name -> Bpmn.readModelFromFile(Path.of("processes", name + ".bpmn").toFile()))
        .flatMap(model -> model.getModelElementsByType(ServiceTask.class).stream())
        .forEach(task -> drawn.add(task.getCamundaTopic()));
    // No plan reaches a session yet, a run is aborted by message only, and stragglers have their
    // own test.
    drawn.removeAll(List.of("run-session", "abort-run", "time-agent", "take-back"));
    assertThat(drawn).isEqualTo(new TreeSet<>(HELD_BACK.keySet()));
  }

  @Test
  void with_all_workers_in_place_the_deployment_is_signed_off() {
    assertThat(trials.of("").status()).isEqualTo(SIGNED_OFF);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void a_worker_that_does_nothing_never_gets_its_phase_through(String topic) {
    notThrough(trials.of(topic), topic);
  }

  @ParameterizedTest
  @MethodSource("forged")
  void nor_does_one_that_says_what_the_diagram_wants_to_hear(String topic) {
    notThrough(trials.of("forged " + topic), topic);
  }

  private static void notThrough(Trial trial, String topic) {
    var rest = trial.rest();
    assertThat(trial.status()).as("%s", rest).isNotEqualTo(SIGNED_OFF);
    var gate = HELD_BACK.get(topic);
    if (!gate.equals(SIGNED_OFF)) {
      var judged = World.get().bean(Gates.class).newest(trial.id(), gate, "");
      assertThat(judged.filter(GateResult::goes))
          .as("gate %s of a deployment without %s: %s", gate, topic, rest)
          .isEmpty();
    }
  }

  @Test
  void a_take_back_that_does_nothing_is_not_taken_for_one() {
    var trial = trials.of("take-back");
    Rest rest = trial.rest();
    assertThat(trial.status()).as("%s", rest).isNotEqualTo("TAKEN_BACK");
  }
}
