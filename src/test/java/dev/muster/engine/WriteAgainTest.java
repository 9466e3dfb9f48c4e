package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.approval.Approval;
import dev.muster.approval.Kind;
import dev.muster.deployment.Deployments;
import dev.muster.mcp.Probe;
import dev.muster.secret.SecretsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What could not be written into a client's file is written when a person has mended it. */
class WriteAgainTest {
  private static final World WORLD = World.get();
  private static final List<String> CLIENTS = List.of("vault", "elsewhere", "qwen-code");

  /** One wants a secret in clear, one has a home that is not known; both go on with "clients:". */
  private static final String CHANGES =
      """
        vault: {kind: copilot-cli, home: '${MUSTER_DATA}/homes/vault', servers: [keyed], resolveSecrets: true}
        elsewhere: {kind: mcporter, home: '${TRIAL_ELSEWHERE}/elsewhere', servers: [finance-mcp-server]}
      mcpServers:
        keyed:
          command: node
          args: ['${MUSTER_PLAN_DIR}/../../../../src/test/resources/mcp/well-behaved.mjs', '${TRIAL_VAULT_KEY}']
          expect: unknown
      """;

  @Test
  void retry_writes_again_what_a_person_has_mended() throws IOException {
    var trial = Trial.prepared(WORLD, CHANGES);
    var settings = trial.home().resolve("qwen-code/.qwen/settings.json");
    var before = Files.readString(settings);
    Files.writeString(
        settings, "{\"mcpServers\": {\"finance-mcp-server\": {\"command\": \"theirs\"}}}");
    trial.start();
    var asked = asked(trial);
    assertThat(asked.get("vault").summary()).contains("NEEDS_AUTH", "${TRIAL_VAULT_KEY}");
    assertThat(asked.get("elsewhere").summary()).contains("NEEDS_AUTH", "${TRIAL_ELSEWHERE}");
    assertThat(asked.get("qwen-code").summary()).contains("FAILED", "not Muster's");

    WORLD.bean(SecretsFile.class).store("TRIAL_VAULT_KEY", "a key of the vault");
    WORLD.bean(SecretsFile.class).store("TRIAL_ELSEWHERE", trial.home().toString());
    Files.writeString(settings, before);
    asked.values().forEach(question -> trial.answer(question, new Trial.Answer("admin", "RETRY")));
    trial.rest(
        question -> question.kind() == Kind.APPROVE_GATE ? null : new Trial.Answer(null, ""));

    assertThat(WORLD.bean(Probe.class).states(trial.id()))
        .filteredOn(state -> CLIENTS.contains(state.binding().client()))
        .hasSize(CLIENTS.size())
        .allSatisfy(s -> assertThat(s.state()).as("%s", s).isEqualTo(Probe.State.CONNECTED));
    assertThat(WORLD.data().resolve("homes/vault/.copilot/mcp-config.json"))
        .content()
        .contains("a key of the vault");

    WORLD.bean(Deployments.class).abort(trial.id(), "admin");
    trial.rest();
    assertThat(settings).content().isEqualTo(before);
    assertThat(WORLD.data().resolve("homes/vault/.copilot/mcp-config.json")).doesNotExist();
  }

  /** The three questions, by client. */
  private static Map<String, Approval> asked(Trial trial) {
    var until = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (open(trial).size() < CLIENTS.size()) {
      assertThat(System.nanoTime()).as("%s", trial.asked()).isLessThan(until);
      Trial.pause();
    }
    return open(trial);
  }

  private static Map<String, Approval> open(Trial trial) {
    return trial.open().stream()
        .filter(question -> question.kind() == Kind.PROVIDE_CREDENTIALS)
        .collect(Collectors.toMap(WriteAgainTest::client, question -> question));
  }

  private static String client(Approval question) {
    var name = question.name().replace("Provide credentials for ", "");
    return name.substring(0, name.indexOf(':'));
  }
}
