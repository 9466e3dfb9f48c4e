package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The main job as a user runs it: processes of their own, two side by side. They begin together in
 * the background; each test waits for its own.
 */
class RehearsalTest {
  private static final String[] KEYS = {
    "phases",
    "bindings",
    "agents",
    "others",
    "gates",
    "waves",
    "calls",
    "costs",
    "baseline",
    "savingPercent",
    "speedUp",
    "timeline",
    "rehearsed",
    "planDigest",
    "deploymentId"
  };
  private static final List<String> GATES =
      List.of(
          "mcp-installation",
          "workflow-test",
          "agent",
          "wave-1",
          "wave-2",
          "feature",
          "deployment");

  @TempDir static Path folder;
  private static final Map<String, Future<Rehearsed>> RUNS = new TreeMap<>();
  private static final ExecutorService TWO = Executors.newFixedThreadPool(2);

  /** What is left of a rehearsal. */
  private record Rehearsed(
      ChildMuster muster,
      List<ChildMuster.Ended> ended,
      JsonNode status,
      JsonNode before,
      Map<String, String> homes) {
    ChildMuster.Ended last() {
      return ended.get(ended.size() - 1);
    }
  }

  @BeforeAll
  static void begin() {
    rehearse("approved", options("--approve"));
    rehearse("resumed", options(), options(), options("--approve"));
    GATES.forEach(gate -> rehearse(gate, options("--approve", "--fail", gate)));
    rehearse("metered", options("--approve", "--usage-factor", "4"));
    var unmetered = place("unmetered").running(UnmeteredRehearsal.class);
    RUNS.put("unmetered", TWO.submit(() -> run(unmetered, List.of(List.of()))));
  }

  private static List<String> options(String... options) {
    var words = new ArrayList<>(List.of("rehearse", "--exit", "--latency", "5", "--report"));
    words.add("REPORT");
    words.addAll(List.of(options));
    return words;
  }

  @SafeVarargs
  private static void rehearse(String name, List<String>... commands) {
    var muster = place(name);
    RUNS.put(name, TWO.submit(() -> run(muster, List.of(commands))));
  }

  private static ChildMuster place(String name) {
    var muster = ChildMuster.in(folder.resolve(name));
    muster.owns("qwen-code/.qwen/settings.json", "{\n\t// mine\n\t\"theme\": \"dark\"\n}\n");
    muster.owns("claude-code/.claude/agents/mine.md", "---\nname: mine\n---\n\nMine.\n");
    muster.owns(
        "mcporter/.mcporter/mcporter.json",
        "{\"mcpServers\": {\"mine\": {\"command\": \"mine\"}}}");
    return muster;
  }

  private static Rehearsed run(ChildMuster muster, List<List<String>> commands) {
    var homes = muster.homes();
    var ended = new ArrayList<ChildMuster.Ended>();
    JsonNode before = null;
    JsonNode status = null;
    for (var command : commands) {
      var report = "report-" + ended.size();
      var words = command.stream().map(w -> w.equals("REPORT") ? path(muster, report) : w).toList();
      ended.add(muster.run(words.toArray(String[]::new)));
      before = status;
      status = muster.status(words.isEmpty() ? "data/rehearsal/report" : report);
    }
    return new Rehearsed(muster, ended, status, before, homes);
  }

  private static String path(ChildMuster muster, String report) {
    return muster.place(report).toString();
  }

  @AfterAll
  static void end() throws Exception {
    TWO.shutdownNow();
  }

  private static Rehearsed of(String name) throws Exception {
    return RUNS.get(name).get();
  }

  @Test
  void anApprovedRehearsalEndsSignedOffWithTenActiveAgentsAndEveryFigureInItsReport()
      throws Exception {
    var rehearsed = of("approved");
    var status = rehearsed.status();
    assertThat(rehearsed.last().code()).as(rehearsed.last().output()).isZero();
    for (var key : KEYS) {
      assertThat(status.hasNonNull(key)).as(key).isTrue();
    }
    assertThat(status.get("status").asText()).isEqualTo("SIGNED_OFF");
    assertThat(status.get("rehearsed").asBoolean()).isTrue();
    assertThat(all(status, "agents", "status")).hasSize(10).containsOnly("ACTIVE");
    assertThat(all(status, "bindings", "state")).hasSize(9).containsOnly("CONNECTED");
    assertThat(all(status, "gates", "verdict")).hasSize(16).containsOnly("PASS");
    assertThat(status.get("savingPercent").asDouble()).isBetween(70.0, 100.0);
    assertThat(rehearsed.muster().place("report-0/status.md")).isNotEmptyFile();
    assertThat(rehearsed.muster().place("report-0/status.html")).isNotEmptyFile();
  }

  @Test
  void callsMadeAreCallsNeededAndWavesRanSideBySide() throws Exception {
    var status = of("approved").status();
    var calls = status.get("calls");
    assertThat(calls.get("made").asInt()).isEqualTo(calls.get("needed").asInt()).isPositive();
    assertThat(calls.get("unknown").asInt()).isZero();
    assertThat(calls.get("errors").asInt()).isZero();
    assertThat(status.get("waves")).hasSize(2);
    for (var wave : status.get("waves")) {
      assertThat(wave.get("speedUp").asDouble()).as(wave.toString()).isGreaterThan(1);
    }
  }

  @Test
  void clientsHomesHoldServersAndAgentsBesideWhatWasThere() throws Exception {
    var rehearsed = of("approved");
    var homes = rehearsed.muster().homes();
    assertThat(homes.get("qwen-code/.qwen/settings.json"))
        .contains("// mine", "\"theme\": \"dark\"", "finance-mcp-server", "serena");
    assertThat(homes.get("mcporter/.mcporter/mcporter.json")).contains("\"mine\"", "linear");
    assertThat(homes.get("claude-code/.claude/agents/mine.md"))
        .isEqualTo(rehearsed.homes().get("claude-code/.claude/agents/mine.md"));
    assertThat(homes.keySet().stream().filter(f -> f.contains("backend-developer"))).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp-installation",
        "workflow-test",
        "agent",
        "wave-1",
        "wave-2",
        "feature",
        "deployment"
      })
  void aSpoiledGateFailsAndEverythingIsTakenBack(String gate) throws Exception {
    var rehearsed = of(gate);
    var verdicts = new ArrayList<String>();
    rehearsed.status().get("gates").forEach(g -> verdicts.add(name(g) + " " + verdict(g)));
    assertThat(rehearsed.last().code()).as(rehearsed.last().output()).isEqualTo(1);
    assertThat(verdicts).as("%s", rehearsed.status()).contains(gate + " FAIL");
    takenBack(rehearsed);
  }

  @Test
  void usageThatIsMeteredFourfoldFailsTheCostGate() throws Exception {
    var rehearsed = of("metered");
    assertThat(rehearsed.last().code()).isEqualTo(1);
    assertThat(measurement(rehearsed.status(), "workflow-test", "test-cost")).isEqualTo("FAIL");
    takenBack(rehearsed);
  }

  @Test
  void usageThatIsMissingMakesTheCostGateInconclusive() throws Exception {
    var rehearsed = of("unmetered");
    assertThat(rehearsed.last().code()).as(rehearsed.last().output()).isEqualTo(1);
    assertThat(measurement(rehearsed.status(), "workflow-test", "test-cost"))
        .isEqualTo("INCONCLUSIVE");
    takenBack(rehearsed);
  }

  @Test
  void withoutAnApproverItWaitsAtTheFirstQuestionAndIsResumedWhereItStands() throws Exception {
    var rehearsed = of("resumed");
    assertThat(rehearsed.ended().stream().map(ChildMuster.Ended::code))
        .as(rehearsed.last().output())
        .containsExactly(3, 3, 0);
    for (var key : List.of("deploymentId", "planDigest")) {
      assertThat(rehearsed.status().get(key)).isEqualTo(rehearsed.before().get(key));
    }
    var calls = rehearsed.status().get("calls");
    assertThat(calls.get("made").asInt()).isEqualTo(calls.get("needed").asInt());
  }

  @Test
  void noProcessOfOursIsLeft() throws Exception {
    for (var run : RUNS.values()) {
      assertThat(run.get().muster().processes()).isEmpty();
    }
  }

  private static void takenBack(Rehearsed rehearsed) {
    assertThat(all(rehearsed.status(), "agents", "status"))
        .hasSize(10)
        .doesNotContain("ACTIVE", "CANARY", "PROVISIONING");
    assertThat(rehearsed.status().get("status").asText()).isEqualTo("TAKEN_BACK");
    assertThat(rehearsed.muster().homes()).isEqualTo(rehearsed.homes());
  }

  private static String name(JsonNode gate) {
    return gate.get("name").asText();
  }

  private static String verdict(JsonNode gate) {
    return gate.get("verdict").asText();
  }

  private static List<String> all(JsonNode status, String rows, String field) {
    return StreamSupport.stream(status.get(rows).spliterator(), false)
        .map(row -> row.get(field).asText())
        .toList();
  }

  private static String measurement(JsonNode status, String gate, String criterion) {
    for (var row : status.get("gates")) {
      for (var measured : row.get("measurements")) {
        if (name(row).equals(gate) && measured.get("criterion").asText().equals(criterion)) {
          return measured.get("verdict").asText();
        }
      }
    }
    throw new AssertionError("gate " + gate + " has no " + criterion + ": " + status.get("gates"));
  }
}
