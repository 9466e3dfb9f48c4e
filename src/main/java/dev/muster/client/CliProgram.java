package dev.muster.client;

import dev.muster.client.CliSessions.Session;
import dev.muster.secret.Secrets;
import dev.muster.workspace.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the program behind a client's command and makes sure of its version. */
final class CliProgram {
  private static final int OUTPUT_BYTES = 65_536;
  private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9][0-9A-Za-z.+-]*");
  private final Secrets secrets;
  private final Duration limit;

  /**
   * @param limit for telling its version
   */
  CliProgram(Secrets secrets, Duration limit) {
    this.secrets = secrets;
    this.limit = limit;
  }

  /**
   * How it is started.
   *
   * @param path for it and its servers, with the folder of the command first
   */
  record Started(List<String> line, String path) {}

  Started of(Session session, Cli cli) {
    String command = secrets.resolvePlaces(session.client().command());
    String system = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    Path shim = find(command, system).orElseThrow(() -> missing(session, command));
    // The Node that a CLI was installed with lies beside it.
    String path = shim.getParent() + File.pathSeparator + system;
    Path node = find("node", path).orElse(Path.of("node"));
    return new Started(cli.program(followed(shim), node), path);
  }

  private static CliRefused missing(Session session, String command) {
    return new CliRefused(
        "%s: %s is not there. Mend: install it for the user who runs Muster, or correct command of client %s"
            .formatted(session.client().name(), command, session.client().name()));
  }

  private static Path followed(Path shim) {
    try {
      return shim.toRealPath();
    } catch (IOException e) {
      throw new CliRefused(shim + " cannot be followed: " + e.getMessage());
    }
  }

  private static Optional<Path> find(String command, String path) {
    Stream<Path> places =
        command.contains(File.separator)
            ? Stream.of(Path.of(command).toAbsolutePath())
            : Stream.of(path.split(File.pathSeparator))
                .filter(place -> place.startsWith("/"))
                .map(place -> Path.of(place, command));
    return places.filter(p -> Files.isRegularFile(p) && Files.isExecutable(p)).findFirst();
  }

  /** The same package name gives other programs on another Node, so the program itself is asked. */
  void requireVersion(Session session, Started started, Room room) {
    String told = version(session, started, room);
    if (!told.equals(session.version())) {
      throw new CliRefused(
          "client %s is version %s, and the plan says %s. Mend: install %s, or write version: %s"
              .formatted(
                  session.client().name(),
                  told.isEmpty() ? "unknown" : told,
                  session.version(),
                  session.version(),
                  told.isEmpty() ? "..." : told));
    }
  }

  private String version(Session session, Started started, Room room) {
    List<String> line = new ArrayList<>(started.line());
    line.add("--version");
    Command command =
        Command.ofOperator(line, room.folder(), room.temporary(), limit, OUTPUT_BYTES).apart();
    for (var variable : LocalCliSessions.always(room, started).entrySet()) {
      command.with(variable.getKey(), variable.getValue());
    }
    Command.Ended ended = LocalCliSessions.begun(session, command);
    LocalCliSessions.requireGoingOn(session);
    if (ended.exitCode() == null) {
      throw silent(session, line);
    }
    return VERSION
        .matcher(ended.output())
        .results()
        .findFirst()
        .map(r -> r.group())
        .map(v -> v.replaceFirst("\\.$", ""))
        .orElse("");
  }

  private CliRefused silent(Session session, List<String> line) {
    return new CliRefused(
        "client %s did not tell its version in %d s. Mend: see what keeps %s from answering, and try again"
            .formatted(session.client().name(), limit.toSeconds(), String.join(" ", line)));
  }
}
