package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.text;
import static dev.muster.toolbelt.Parameters.texts;

import dev.muster.plan.Toolbelt;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.Tool.Effect;
import dev.muster.workspace.Command;
import dev.muster.workspace.CommandsRefused;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.Workspace;
import dev.muster.workspace.Workspaces;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commands of the plan's allow-list, started without a shell in the run's workspace. */
final class ExecutionServer implements ToolServer {
  private static final int MARGIN_SECONDS = 10;
  private static final int MOST_ARGUMENTS = 100;
  private final Workspaces workspaces;
  private final Secrets secrets;
  private final Path homes;
  private final Enclosure enclosure;
  private final Map<Thread, String> running = new HashMap<>();

  ExecutionServer(Workspaces workspaces, Secrets secrets, DataFolder data, Enclosure enclosure) {
    this.workspaces = workspaces;
    this.secrets = secrets;
    this.homes = data.resolve("homes");
    this.enclosure = enclosure;
  }

  @Override
  public String name() {
    return "execution";
  }

  @Override
  public Duration limit(Toolbelt limits) {
    return Duration.ofSeconds(limits.commandSeconds() + MARGIN_SECONDS);
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "run",
            "Runs an allowed command in the workspace, without a shell; answers its output and"
                + " exit code.",
            Parameters.of(
                text("command", "a name of the allow-list"),
                texts("args", "arguments; paths must be inside the workspace").optional()),
            Effect.ACTS,
            this::run));
  }

  private String run(RunContext run, Arguments arguments) {
    var workspace = workspaces.open(run.workspaceId());
    var own = allowed(run, arguments.text("command")).stream().map(secrets::resolvePlaces).toList();
    var line = new ArrayList<>(own);
    var guard = new CommandArguments(workspace);
    arguments.texts("args").forEach(argument -> line.add(guard.checked(argument)));
    if (line.size() > MOST_ARGUMENTS) {
      throw new ToolFailed("more than " + MOST_ARGUMENTS + " arguments");
    }
    var ended = ended(run.runId(), command(run, workspace, line, own));
    if (ended.exitCode() == null) {
      throw new ToolFailed(ended.output());
    }
    return "exit code " + ended.exitCode() + "\n" + ended.output();
  }

  /** What the plan's own part of the line names as a path is there to be read. */
  private Command command(
      RunContext run, Workspace workspace, List<String> line, List<String> own) {
    var limit = Duration.ofSeconds(run.limits().commandSeconds());
    var bytes = run.limits().outputBytes();
    var command = new Command(line, workspace.root(), homes, limit, bytes, enclosure);
    own.stream()
        .filter(part -> part.startsWith("/"))
        .map(Path::of)
        .filter(Files::exists)
        .forEach(command::reading);
    return command;
  }

  /** A run that has ended has no commands: an interrupt ends them with all their processes. */
  @Override
  public void release(String runId) {
    synchronized (running) {
      running.forEach(
          (thread, run) -> {
            if (run.equals(runId)) {
              thread.interrupt();
            }
          });
    }
  }

  private Command.Ended ended(String runId, Command command) {
    synchronized (running) {
      running.put(Thread.currentThread(), runId);
    }
    try {
      return command.run();
    } catch (UncheckedIOException | CommandsRefused e) {
      throw new ToolFailed(e.getMessage(), e);
    } finally {
      synchronized (running) {
        running.remove(Thread.currentThread());
      }
    }
  }

  private static List<String> allowed(RunContext run, String name) {
    var commands = run.limits().commands();
    var command = commands.get(name);
    if (command == null) {
      throw new ToolFailed(
          "command \"" + name + "\" is not allowed; allowed: " + commands.keySet());
    }
    return command;
  }
}
