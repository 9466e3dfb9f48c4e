package dev.muster.command;

import static dev.muster.command.Rehearsals.all;
import static dev.muster.command.Rehearsals.failed;
import static dev.muster.command.Rehearsals.measurement;
import static dev.muster.command.Rehearsals.options;
import static dev.muster.command.Rehearsals.takenBack;
import static dev.muster.command.Rehearsals.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job as a user runs it, from the command line. */
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
  @TempDir static Path folder;
  private static Rehearsals rehearsals;
  private static MarkedRehearsal marked;

  @BeforeAll
  static void begin() {
    rehearsals = new Rehearsals(folder);
    marked = rehearsals.rehearseMarked("approved");
    rehearsals.rehearseAll("stopped", List.of(waiting(), options("--approve")));
    rehearsals.rehearseAll(
        "workflow-test",
        List.of(
            options("--fail", "workflow-test"), options("--approve", "--fail", "workflow-test")));
    List.of("mcp-installation", "agent", "feature").forEach(rehearsals::spoil);
    rehearsals.rehearse("metered", options("--approve", "--usage-factor", "2"));
    rehearsals.rehearse("unmetered", UnmeteredRehearsal.class);
  }

  @AfterAll
  static void end() {
    rehearsals.close();
    marked.close();
  }

  @Test
  void anApprovedRehearsalEndsSignedOffWithTenActiveAgentsAndEveryFigureInItsReport()
      throws Exception {
    var rehearsed = rehearsals.of("approved");
    var status = rehearsed.status();
    assertThat(rehearsed.last().output()).contains("ended: SIGNED_OFF", "Muster goes on at");
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
    var status = rehearsals.of("approved").status();
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
    var rehearsed = rehearsals.of("approved");
    var homes = rehearsed.muster().homes();
    assertThat(homes.get("qwen-code/.qwen/settings.json"))
        .contains("// mine", "\"theme\": \"dark\"", "finance-mcp-server", "serena");
    assertThat(homes.get("mcporter/.mcporter/mcporter.json")).contains("\"mine\"", "linear");
    assertThat(homes.get("claude-code/.claude/agents/mine.md"))
        .isEqualTo(rehearsed.homes().get("claude-code/.claude/agents/mine.md"));
    assertThat(homes.keySet().stream().filter(f -> f.contains("backend-developer"))).hasSize(4);
  }

  /** The others, which need a whole rollout each, are in {@link SpoiledRolloutTest}. */
  @ParameterizedTest
  @ValueSource(strings = {"mcp-installation", "workflow-test", "agent", "feature"})
  void aSpoiledGateFailsAndEverythingIsTakenBack(String gate) throws Exception {
    failed(gate, rehearsals.of(gate));
  }

  @Test
  void usageThatIsMeteredTwiceFailsTheCostGate() throws Exception {
    var rehearsed = rehearsals.of("metered");
    assertThat(rehearsed.last().code()).isEqualTo(1);
    assertThat(measurement(rehearsed.status(), "workflow-test", "test-cost")).isEqualTo("FAIL");
    takenBack(rehearsed);
  }

  @Test
  void usageThatIsMissingMakesTheCostGateInconclusive() throws Exception {
    var rehearsed = rehearsals.of("unmetered");
    assertThat(rehearsed.last().code()).as(rehearsed.last().output()).isEqualTo(1);
    assertThat(measurement(rehearsed.status(), "workflow-test", "test-cost"))
        .isEqualTo("INCONCLUSIVE");
    takenBack(rehearsed);
  }

  @Test
  void whoStopsItAtAQuestionGoesOnWhereItStandsWithTheLoginsOfBefore() throws Exception {
    var rehearsed = rehearsals.of("stopped");
    assertThat(codes(rehearsed)).as(rehearsed.last().output()).containsExactly(3, 0);
    assertThat(rehearsed.ended().get(0).output())
        .contains("set it in the environment or in " + rehearsed.muster().data())
        .contains("/camunda/app/tasklist/default/#/?task=", "stopped; the same command goes on")
        .doesNotContain("JDBC", "muster: ", "refused");
    assertThat(rehearsed.last().output())
        .contains("MUSTER_ADMIN_PASSWORD, MUSTER_APPROVER_PASSWORD ignored");
    for (var key : List.of("deploymentId", "planDigest")) {
      assertThat(rehearsed.status().get(key)).isEqualTo(rehearsed.before().get(key));
    }
    var calls = rehearsed.status().get("calls");
    assertThat(calls.get("made").asInt()).isEqualTo(calls.get("needed").asInt());
  }

  /** That the gate then fails is told above. */
  @Test
  void withoutAnApproverASpoiledOneWaitsAndTheSameCommandResumesIt() throws Exception {
    var rehearsed = rehearsals.of("workflow-test");
    assertThat(codes(rehearsed)).as(rehearsed.last().output()).containsExactly(3, 1);
    assertThat(rehearsed.status().get("deploymentId"))
        .isEqualTo(rehearsed.before().get("deploymentId"));
  }

  @Test
  void theTerminalShowsWhatTakesItsTimeAndTheModelServersLogIsPrivate() throws Exception {
    var rehearsed = rehearsals.of("approved");
    assertThat(rehearsed.last().output())
        .contains("Starting the database", "Starting the engine")
        .doesNotContain("cost not measured");
    var log = rehearsed.muster().data().resolve("model-server.jsonl");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-------");
  }

  private static List<Integer> codes(Rehearsals.Rehearsed rehearsed) {
    return rehearsed.ended().stream().map(ChildMuster.Ended::code).toList();
  }

  /**
   * Whatever Muster wrote or showed, also while models, servers and a webhook repeated what they
   * were sent. Only the files that keep secrets, the line that tells a person the logins, and what
   * {@code resolveSecrets} asks for may hold one: see {@link MarkedRemains}.
   */
  @Test
  void noSecretIsInAnyByteThatWasWrittenOrShown() throws Exception {
    rehearsals.of("approved");
    assertThat(marked.remains().leaks()).isEmpty();
  }

  /** Else the search would have found nothing because nothing was there. */
  @Test
  void thatSearchSawTheWholeDatabaseEachPageAndTheWorldThatRepeatsSecrets() throws Exception {
    rehearsals.of("approved");
    assertThat(marked.world().asked())
        .containsExactlyInAnyOrder("refuses", "echoes", "bad", "babbles", "tells", "gone");
    assertThat(marked.remains().tables())
        .contains("public.act_ge_bytearray", "public.act_ru_variable", "public.act_hi_ext_task_log")
        .contains("muster.attempt", "muster.tool_call", "muster.binding", "muster.evidence")
        .contains("muster.tool_surface", "muster.preflight", "muster.gateway_token");
    assertThat(marked.pages())
        .contains("/", "/actuator/prometheus", "/engine-rest/incident", "gateway 1")
        .anyMatch(page -> page.matches("/deployments/d-[a-z0-9]+/runs/r-[a-z0-9]+"))
        .anyMatch(page -> page.endsWith("/evidence"));
    assertThat(marked.commandLines()).anyMatch(line -> line.contains("loud.mjs"));
    assertThat(marked.wasResolved()).isTrue();
    assertThat(marked.remains().runs()).hasSizeGreaterThan(10);
  }

  @Test
  void noProcessOfOursIsLeft() throws Exception {
    for (var muster : rehearsals.places()) {
      assertThat(muster.processes()).isEmpty();
    }
  }
}
