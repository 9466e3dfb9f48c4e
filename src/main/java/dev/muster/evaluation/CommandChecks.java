package dev.muster.evaluation;

import dev.muster.plan.FrozenPlan;
import dev.muster.plan.Task;
import dev.muster.plan.Task.Check;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Command;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.ProgramMissing;
import dev.muster.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;

/**
 * Runs checks as real commands in a copy of the workspace. Their files are unpacked beside the copy
 * for the time of the check only, after the agent's last turn, when its commands have ended. The
 * agent's code runs in a check too, so a check is confined as the agent's commands are.
 */
@Service
class CommandChecks implements Checks {
  private static final int OUTPUT_BYTES = 16 * 1024;
  private static final int TAIL = 4000;
  private static final String FILES = "MUSTER_CHECK";

  private final Workspaces workspaces;
  private final CheckOutcomes outcomes;
  private final CheckPool pool;
  private final Secrets secrets;
  private final Enclosure enclosure;
  private final Path folder;
  private final Map<String, CheckFlight> underWay = new ConcurrentHashMap<>();

  CommandChecks(
      Workspaces workspaces,
      CheckOutcomes outcomes,
      CheckPool pool,
      Secrets secrets,
      Enclosure enclosure,
      DataFolder dataFolder) {
    this.workspaces = workspaces;
    this.outcomes = outcomes;
    this.pool = pool;
    this.secrets = secrets;
    this.enclosure = enclosure;
    this.folder = dataFolder.resolve("checks");
  }

  @Override
  public CompletionStage<List<Checked>> check(
      String deploymentId, String runId, String workspaceId, FrozenPlan plan, Task task) {
    var flight =
        new CheckFlight(
            () -> {
              var checked =
                  task.checks().stream().map(c -> one(runId, workspaceId, plan, c)).toList();
              CheckFlight.goesOn();
              outcomes.store(deploymentId, runId, checked);
              return checked;
            });
    underWay.put(runId, flight);
    flight.outcome().whenComplete((checked, failure) -> underWay.remove(runId, flight));
    pool.executor().execute(flight);
    return flight.outcome();
  }

  @Override
  public void cancel(String runId) {
    var flight = underWay.get(runId);
    if (flight != null) {
      flight.cancel();
    }
  }

  @Override
  public List<Checked> of(String runId) {
    return outcomes.newest(runId);
  }

  private Checked one(String runId, String workspaceId, FrozenPlan plan, Check check) {
    CheckFlight.goesOn();
    var copy = workspaces.copyForChecks(workspaceId, runId + "-" + check.name());
    try {
      var files = unpack(runId, plan, check);
      try {
        return run(copy, files, check);
      } finally {
        workspaces.delete(files);
      }
    } finally {
      workspaces.delete(copy);
    }
  }

  private Path unpack(String runId, FrozenPlan plan, Check check) {
    try {
      Files.createDirectories(folder);
      var files = Files.createTempDirectory(folder, runId + ".");
      // A check may be a command alone, with no files of its own.
      var own = check.files() == null ? Map.<String, byte[]>of() : plan.folder(check.files());
      for (var file : own.entrySet()) {
        var target = files.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the files of check " + check.name() + " cannot be written", e);
    }
  }

  private Checked run(Path copy, Path files, Check check) {
    var line =
        check.command().stream().map(a -> a.replace("${" + FILES + "}", files.toString())).toList();
    var command =
        new Command(
                line,
                copy,
                folder.resolve("homes"),
                Duration.ofSeconds(check.timeoutSeconds()),
                OUTPUT_BYTES,
                enclosure)
            .reading(files)
            .with(FILES, files.toString());
    var started = System.nanoTime();
    var ended = ended(command);
    var millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
    var passed = ended.exitCode() != null && ended.exitCode() == 0;
    return new Checked(
        check.name(), passed, ended.exitCode(), millis, tail(secrets.redact(ended.output())));
  }

  /**
   * A program that the agent should have made and did not is a failed check. Whatever else keeps a
   * command from starting is no verdict on the agent's work: it stays an exception.
   */
  private static Command.Ended ended(Command command) {
    try {
      return command.run();
    } catch (ProgramMissing e) {
      return new Command.Ended(null, e.getMessage());
    }
  }

  private static String tail(String output) {
    return output.length() <= TAIL ? output : output.substring(output.length() - TAIL);
  }
}
