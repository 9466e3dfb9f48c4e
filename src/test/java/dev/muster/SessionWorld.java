package dev.muster;

import dev.muster.agent.Run;
import dev.muster.plan.Client.Kind;
import dev.muster.rehearsal.ModelServer;
import dev.muster.rehearsal.ModelServerSettings;
import dev.muster.rehearsal.Rehearsal;
import dev.muster.rehearsal.RehearsalSettings;
import dev.muster.rehearsal.RunningRehearsal;
import dev.muster.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;

/** A deployment whose tester is an agent CLI, before a model server that plays a cassette. */
public final class SessionWorld implements AutoCloseable {
  /** A latency that no session outlives. */
  public static final Duration NEVER = Duration.ofMinutes(10);

  /** The script of a CLI that is done at once, in the words of Qwen Code. */
  public static final String DONE =
      """
      cat <<'END'
      {"type":"system","subtype":"init","mcp_servers":[],"model":"coder-1"}
      {"type":"assistant","message":{"model":"coder-1","content":[]}}
      {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"It is done.","usage":{"input_tokens":100,"output_tokens":10,"cache_read_input_tokens":0},"permission_denials":[]}
      END
      """;

  private static final String KEY = "models-own-key-4711";
  private static final String CASSETTE =
      """
      messages:
        - tools:
            - name: filesystem__write_file
              arguments: {path: note.md, content: "done"}
        - text: The note is written.
      """;
  private final ApplicationContext muster;
  private final Path folder;
  private final RunningRehearsal rehearsal;

  /** Starts the model server. */
  public SessionWorld(ApplicationContext muster, Path folder, Duration latency) {
    this.muster = muster;
    this.folder = folder;
    var models =
        ModelServerSettings.of(KEY, folder.resolve("models.jsonl")).withLatency(latency, Map.of());
    Map<String, byte[]> cassettes =
        Map.of("tester.probe.yaml", CASSETTE.getBytes(StandardCharsets.UTF_8));
    rehearsal = Rehearsal.start(RehearsalSettings.of(cassettes, models, Map.of()));
    muster.getBean(Secrets.class).define("MUSTER_SESSION_KEY", KEY);
  }

  /** The changes that make the worker one with its vendor's login, at this billing. */
  public static String[] vendor(String billing) {
    return new String[] {
      "    via: gateway\n    upstream: coder\n",
      """
          via: vendor
          provider: tests
          family: qwen
          id: coder-1
          apiKey: ${MUSTER_SESSION_KEY}
          maxInputTokens: 32000
          maxOutputTokens: 4000
          billing: %s
      """
          .formatted(billing)
    };
  }

  /** Whom the gateway asks. */
  public ModelServer models() {
    return rehearsal.modelServer();
  }

  /** A deployment with this CLI behind the gateway. */
  public Deployed deployed(Kind kind, String command, String version, String... changes) {
    var upstream = kind == Kind.GEMINI_CLI ? "flash" : "coder";
    var models =
        model("coder", "openai-chat", rehearsal.modelsUrl() + "/openai/v1")
            + model("flash", "gemini-generate", rehearsal.modelsUrl() + "/gemini")
            + """
              worker:
                cli: worker
                via: gateway
                upstream: %s
                version: "%s"
                strength: 5
            """
                .formatted(upstream, version)
            + "prices:\n";
    var client = "clients:\n  worker: {kind: %s, servers: [], command: %s}\n";
    var own =
        Stream.of(
            "prices:\n",
            models,
            "clients:\n",
            client.formatted(kind.word(), command),
            "mix: {llama: 100}",
            "mix: {worker: 100}");
    return Deployed.in(
        muster, folder, Stream.concat(own, Stream.of(changes)).toArray(String[]::new));
  }

  private static String model(String name, String protocol, String url) {
    return """
      %s:
        provider: tests
        family: qwen
        protocol: %s
        id: %s-1
        baseUrl: %s
        apiKey: ${MUSTER_SESSION_KEY}
        billing: free
        maxInputTokens: 100000
        maxOutputTokens: 10000
        strength: 10
    """
        .formatted(name, protocol, name, url);
  }

  /** A program that tells its version as Qwen Code does, and else does what this script says. */
  public static Path script(Path folder, String script) throws IOException {
    var file = folder.resolve("qwen");
    var version = "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 0.24.4; exit; fi\n";
    Files.writeString(file, version + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return file;
  }

  /** A run of the tester. */
  public static Run run(Deployed deployed) {
    return deployed.run("workflow-test", 1, "tester", "probe", "mix");
  }

  /** Processes that carry the mark of any session. */
  public static List<Path> left() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes.filter(SessionWorld::isOfSession).toList();
    }
  }

  private static boolean isOfSession(Path process) {
    try {
      var environment = Files.readAllBytes(process.resolve("environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains("MUSTER_SESSION_ROOM=");
    } catch (IOException notOurs) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    rehearsal.close();
  }
}
