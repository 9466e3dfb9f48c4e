package dev.muster.client;

import dev.muster.secret.CleanTree;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Command;
import dev.muster.workspace.ProgramNotStarted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Sessions as processes of this machine. */
@Service
class LocalCliSessions implements CliSessions {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCliSessions.class);
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final int OUTPUT_BYTES = 32 << 20;

  /** Muster's own are longer; a header such as "X-Tenant: 1" is no token. */
  private static final int SHORTEST_TOKEN = 16;

  private final References references;
  private final Secrets secrets;
  private final CliProgram programs;
  private final Path rooms;
  private final Path cache;

  LocalCliSessions(References references, Secrets secrets, DataFolder data) {
    this.references = references;
    this.secrets = secrets;
    this.programs = new CliProgram(secrets, VERSION_LIMIT);
    this.rooms = data.resolve("sessions");
    this.cache = data.resolve("cli-cache");
    sweep();
  }

  /**
   * What an earlier life of this node was killed over: CLIs that go on calling their model. All of
   * them are ended before anything is deleted, and a room that cannot be deleted keeps no other.
   */
  private void sweep() {
    var left = left();
    left.forEach(this::endIn);
    left.forEach(Room::leave);
  }

  private List<Path> left() {
    if (!Files.isDirectory(rooms)) {
      return List.of();
    }
    try (Stream<Path> left = Files.list(rooms)) {
      return left.toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Sessions of an earlier start are left in {}: {}", rooms, e.toString());
      return List.of();
    }
  }

  private void endIn(Path room) {
    try {
      List<Long> alive = Remains.end(room.toRealPath());
      if (!alive.isEmpty()) {
        LOG.error("Processes {} of an earlier start in {} could not be ended", alive, room);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Nobody knows what an earlier start left running in {}: {}", room, e.toString());
    }
  }

  @Override
  public Ended run(Session session, Runnable begins) {
    Cli cli = Cli.of(session.client().kind());
    try (Room room = Room.in(rooms, cache, session.name())) {
      try {
        var started = programs.of(session, cli);
        programs.requireVersion(session, started, room);
        return run(session, cli, room, started, begins);
      } finally {
        end(session, room);
      }
    } catch (IOException e) {
      requireGoingOn(session);
      throw new UncheckedIOException(session.client().name() + ": " + e.getMessage(), e);
    }
  }

  private Ended run(
      Session session, Cli cli, Room room, CliProgram.Started started, Runnable begins)
      throws IOException {
    Command command = command(session, cli, room, started);
    requireGoingOn(session);
    begins.run();
    Command.Ended ended = begun(session, command);
    requireGoingOn(session);
    var stopped = ended.exitCode() == null;
    var said = new Cli.Output(ended.exitCode(), ended.output(), ended.errors());
    var verdict =
        Verdict.of(
            cli.read(room, session, said),
            shown(session, said),
            ended.stopped(),
            stopped && !ended.stopped());
    return redacted(session, verdict);
  }

  static Command.Ended begun(Session session, Command command) {
    try {
      return command.run();
    } catch (ProgramNotStarted e) {
      throw new CliRefused(session.client().name() + ": " + e.getMessage());
    }
  }

  private void written(Session session, Cli cli, Room room) throws IOException {
    try {
      cli.write(room, session, new ServerFile(references, hidden(session, cli, room)));
    } catch (Unreadable e) {
      throw new CliRefused(e.getMessage());
    }
  }

  /** Its key, and what its servers' entries refer to: each server is given its own and no more. */
  private Set<String> hidden(Session session, Cli cli, Room room) {
    Set<String> hidden = new TreeSet<>(ofServers(session, cli).keySet());
    cli.environment(room, session).entrySet().stream()
        .filter(variable -> variable.getValue().equals(session.login().key()))
        .forEach(variable -> hidden.add(variable.getKey()));
    return hidden;
  }

  private Map<String, String> ofServers(Session session, Cli cli) {
    Map<String, String> values = new TreeMap<>();
    if (cli.expands()) {
      session.servers().forEach(server -> values.putAll(references.valuesApart(server)));
    }
    return values;
  }

  /** All that it needs is there, but for its start. */
  private Command command(Session session, Cli cli, Room room, CliProgram.Started started)
      throws IOException {
    written(session, cli, room);
    if (session.login().key() == null) {
      cli.logins().forEach(file -> room.lend(references.home(session.client()), file));
    }
    List<String> line =
        Stream.of(started.line(), cli.arguments(room, session)).flatMap(List::stream).toList();
    Command command =
        Command.ofOperator(line, room.folder(), room.temporary(), session.limit(), OUTPUT_BYTES)
            .apart()
            .asked(GRACE)
            .fed(room.task(session.task()));
    if (!cli.turnMark().isEmpty()) {
      command.stopAfter(cli.turnMark(), session.maxTurns());
    }
    environment(session, cli, room, started).forEach(command::with);
    return command;
  }

  /**
   * What its tail is taken from: clean before it is cut, since half a secret would not be
   * recognised. Figures and results are read from what the CLI said itself: a secret "1234" must
   * not make a count of tokens unreadable.
   */
  private Cli.Output shown(Session session, Cli.Output said) {
    return new Cli.Output(
        said.exitCode(), clean(session, said.text()), clean(session, said.errors()));
  }

  /** Whatever comes of it on a thread that is told to stop, it was cancelled. */
  static void requireGoingOn(Session session) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the session " + session.name() + " was cancelled");
    }
  }

  /**
   * Also without what this session alone was given: its tokens for the gateway and the toolbelt.
   */
  private String clean(Session session, String text) {
    if (text == null) {
      return null;
    }
    var own =
        session.servers().stream()
            .flatMap(server -> server.headers().values().stream())
            .filter(value -> !value.contains("${"))
            .map(value -> value.replaceFirst("(?i)^bearer ", ""))
            .filter(value -> value.length() >= SHORTEST_TOKEN);
    var clean = text;
    for (var token : Stream.concat(Stream.ofNullable(session.login().key()), own).toList()) {
      clean = token.isEmpty() ? clean : clean.replace(token, "${MUSTER_RUN_TOKEN}");
    }
    return secrets.redact(clean);
  }

  private Ended redacted(Session session, Ended e) {
    return new Ended(
        e.state(),
        // Cut only when it is clean: half a secret would not be known.
        Said.bounded(clean(session, e.text())),
        clean(session, e.reason()),
        e.answeredAs().stream().map(id -> clean(session, id)).toList(),
        e.turns(),
        e.calls().stream().map(call -> clean(session, call)).toList(),
        e.usage(),
        e.exitCode(),
        e.whole());
  }

  /** A server may echo what it was given, its token included. */
  private Call clean(Session session, Call call) {
    return new Call(
        call.id(),
        call.server(),
        call.tool(),
        CleanTree.of(call.arguments(), text -> clean(session, text)),
        clean(session, call.result()),
        call.error());
  }

  /** An allow-list: nothing of Muster's own environment but the path. */
  private Map<String, String> environment(
      Session session, Cli cli, Room room, CliProgram.Started started) {
    Map<String, String> variables = ofServers(session, cli);
    variables.putAll(always(room, started));
    variables.putAll(cli.environment(room, session));
    return variables;
  }

  static Map<String, String> always(Room room, CliProgram.Started started) {
    return Map.of(
        "PATH",
        started.path(),
        "HOME",
        room.home().toString(),
        "TMPDIR",
        room.temporary().toString(),
        "NO_COLOR",
        "1",
        "COPILOT_AUTO_UPDATE",
        "false",
        "XDG_CACHE_HOME",
        room.cache().toString(),
        "GEMINI_CLI_NO_RELAUNCH",
        "true",
        Remains.MARK,
        room.root().toString());
  }

  /** The proof that nothing is left, also when all went well. */
  private static void end(Session session, Room room) {
    List<Long> left = Remains.end(room.root());
    if (!left.isEmpty()) {
      LOG.error("Processes {} of session {} could not be ended", left, session.name());
      throw new IllegalStateException(
          "processes " + left + " of session " + session.name() + " could not be ended");
    }
  }
}
