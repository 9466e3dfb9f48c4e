package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.RealClis;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.client.CliSessions.State;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.rehearsal.ModelServerSettings;
import dev.muster.rehearsal.Rehearsal;
import dev.muster.rehearsal.RehearsalSettings;
import dev.muster.rehearsal.RunningRehearsal;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real CLIs hand to a server of their session, and how they tell that it is away. */
@Tag("clis")
@Timeout(300)
class RealServersTest {
  private static final String KEY = "models-own-key-4711";
  private static final String CASSETTE = "messages:\n  - text: I had no tools.\n";
  @TempDir Path folder;
  private RunningRehearsal rehearsal;

  @BeforeEach
  void start() {
    var models = ModelServerSettings.of(KEY, folder.resolve("models.jsonl"));
    Map<String, byte[]> cassettes =
        Map.of("tester.probe.yaml", CASSETTE.getBytes(StandardCharsets.UTF_8));
    rehearsal = Rehearsal.start(RehearsalSettings.of(cassettes, models, Map.of()));
  }

  @AfterEach
  void end() throws IOException {
    rehearsal.close();
  }

  /** The model answers well: only the server is not there. */
  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_server_gets_its_own_secret_and_no_other_and_one_that_ends_at_once_breaks_the_session(
      Kind kind) throws IOException {
    var seen = folder.resolve("seen");
    var ended = session(kind, "env > " + seen + "; exit 1");

    assertThat(seen).content().doesNotContain(KEY);
    assertThat(Files.readAllLines(seen))
        .filteredOn(line -> line.contains("key-of-the-server"))
        .containsExactly("GIVEN=key-of-the-server");
    assertThat(ended.text()).isEqualTo("I had no tools.");
    assertThat(ended.state()).as(ended.reason()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains("server");
  }

  /** Qwen Code expands nothing in what --mcp-config names. */
  private static boolean clear(Kind kind) {
    return kind == Kind.QWEN_CODE;
  }

  private CliSessions.Ended session(Kind kind, String server) {
    var secrets = new MapSecrets();
    secrets.define("OPENAI_API_KEY", "key-of-the-server");
    var sessions =
        new LocalCliSessions(
            new References(secrets), secrets, DataFolder.at(folder.resolve("data")));
    var home = folder.resolve("person").toString();
    return sessions.run(
        new Session(
            "r-1.1",
            new Client(
                "cli", kind, home, List.of(), false, clear(kind), null, RealClis.command(kind)),
            RealClis.version(kind),
            "m-1",
            new Login(
                URI.create(
                    rehearsal.modelsUrl() + (kind == Kind.GEMINI_CLI ? "/gemini" : "/openai/v1")),
                KEY,
                true),
            "You are it.",
            "Your task: do it. [muster role=tester task=probe]",
            List.of(
                new McpServer(
                    "box",
                    "/bin/sh",
                    List.of("-c", server),
                    Map.of("GIVEN", "${OPENAI_API_KEY}"),
                    null,
                    Map.of(),
                    null,
                    List.of("read_it"),
                    List.of(),
                    null,
                    false,
                    30)),
            9,
            Duration.ofSeconds(90)),
        () -> {});
  }
}
