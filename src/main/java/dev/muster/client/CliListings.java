package dev.muster.client;

import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Command;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;

/** Runs clients' CLIs over a mirror of their home, each at most once at a time. */
@Service
class CliListings implements ClientListing {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int OUTPUT_BYTES = 4 << 20;
  private final ServerEntries entries;
  private final References references;
  private final Secrets secrets;
  private final Path homes;

  /** Only what somebody is asking just now. */
  final Map<Asked, Shared> runs = new ConcurrentHashMap<>();

  /** One question to one CLI. */
  record Asked(Client client, List<McpServer> servers) {}

  /** The runs of one question, and how many ask it. */
  record Shared(SharedRuns<String> runs, int asking) {
    static Shared joined(Shared there) {
      return there == null
          ? new Shared(new SharedRuns<>(), 1)
          : new Shared(there.runs(), there.asking() + 1);
    }

    /** Null when the last one left. */
    Shared left() {
      return asking == 1 ? null : new Shared(runs, asking - 1);
    }
  }

  CliListings(ServerEntries entries, References references, Secrets secrets, DataFolder data) {
    this.entries = entries;
    this.references = references;
    this.secrets = secrets;
    this.homes = data.resolve("homes");
  }

  @Override
  public Listed ask(Client client, List<McpServer> servers, String server) {
    Optional<String> notAsked = whyNot(client);
    if (notAsked.isPresent()) {
      return new Listed(Answer.NOT_ASKED, "not asked: " + notAsked.get(), Duration.ZERO);
    }
    long start = System.nanoTime();
    CliList said = said(new Asked(client, List.copyOf(servers)), server);
    return new Listed(said.answer(), said.line(), Duration.ofNanos(System.nanoTime() - start));
  }

  private static Optional<String> whyNot(Client client) {
    if (client.command() == null) {
      return Optional.of("the plan names no command for " + client.name());
    }
    return client.project() == null
        ? Optional.empty()
        : Optional.of(
            "a CLI uses a project's servers only once a person trusts them in its folder; what is"
                + " told is what Muster itself found");
  }

  private CliList said(Asked asked, String server) {
    try {
      return CliList.of(asked.client().kind(), shared(asked), server);
    } catch (NoAnswer | UncheckedIOException e) {
      requireGoingOn(e);
      return new CliList(Answer.NO_ANSWER, e.getMessage());
    }
  }

  private String shared(Asked asked) {
    Shared shared = runs.compute(asked, (question, there) -> Shared.joined(there));
    try {
      return shared.runs().get(() -> output(asked));
    } finally {
      runs.computeIfPresent(asked, (question, there) -> there.left());
    }
  }

  private String output(Asked asked) {
    try {
      Files.createDirectories(homes);
      Path room = Files.createTempDirectory(homes, "home.").toRealPath();
      try {
        return run(asked, room);
      } finally {
        FileSystemUtils.deleteRecursively(room);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(asked.client().name() + ": " + e.getMessage(), e);
    }
  }

  private String run(Asked asked, Path room) throws IOException {
    Client client = asked.client();
    Path home = Files.createDirectory(room.resolve("home"));
    MirroredHome.make(references.home(client), entries.file(client), home);
    Path empty = Files.createDirectory(room.resolve("folder"));
    Path temporary = Files.createDirectory(room.resolve("tmp"));
    String program = secrets.resolvePlaces(client.command());
    List<String> line = CliList.line(program, client.kind());
    Command command = Command.ofOperator(line, empty, homes, LIMIT, OUTPUT_BYTES);
    environment(asked, program).forEach(command::with);
    Command.Ended ended =
        command.with("HOME", home.toString()).with("TMPDIR", temporary.toString()).run();
    if (ended.exitCode() == null) {
      requireGoingOn(null);
      throw new NoAnswer(program + " did not answer within " + LIMIT.toSeconds() + " s");
    }
    // Before it is cut into lines and words: half a secret would not be recognised.
    return secrets.redact(ended.output());
  }

  /** What this client's servers refer to and nothing else; the CLI expands it itself. */
  private Map<String, String> environment(Asked asked, String program) {
    Map<String, String> variables = new TreeMap<>(CliList.variables(asked.client().kind()));
    asked.servers().forEach(server -> variables.putAll(references.values(server)));
    Path folder = Path.of(program).getParent();
    if (folder != null) {
      // The Node that a CLI was installed with lies beside it.
      variables.put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
    }
    return variables;
  }

  /** What fails on a thread that was told to stop is no answer of the CLI. */
  private static void requireGoingOn(Throwable failed) {
    if (Thread.currentThread().isInterrupted()) {
      CancellationException cancelled = new CancellationException("asking the CLI was cancelled");
      cancelled.initCause(failed);
      throw cancelled;
    }
  }

  private static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswer(String message) {
      super(message);
    }
  }
}
