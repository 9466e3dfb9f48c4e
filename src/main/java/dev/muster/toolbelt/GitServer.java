package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.number;
import static dev.muster.toolbelt.Parameters.text;
import static dev.muster.toolbelt.Parameters.texts;

import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.Tool.Effect;
import dev.muster.workspace.History;
import dev.muster.workspace.Workspaces;
import java.util.List;
import java.util.function.Supplier;

/** Git in the run's workspace. */
final class GitServer implements ToolServer {
  private static final int USUAL_LOG = 10;
  private static final int MOST_LOG = 100;
  private final Workspaces workspaces;
  private final Supplier<RunContexts> runs;

  GitServer(Workspaces workspaces, Supplier<RunContexts> runs) {
    this.workspaces = workspaces;
    this.runs = runs;
  }

  @Override
  public String name() {
    return "git";
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "status",
            "What differs from the last commit.",
            Parameters.of(),
            Effect.READS,
            (run, arguments) -> history(run).status()),
        new Tool(
            "diff",
            "A unified diff since the last commit, untracked files too.",
            Parameters.of(),
            Effect.READS,
            this::diff),
        new Tool(
            "add",
            "Stages files or folders, deletions too.",
            Parameters.of(texts("paths", "relative to the workspace, \".\" for everything")),
            Effect.SETTLES,
            this::add),
        new Tool(
            "commit",
            "Commits what is staged.",
            Parameters.of(text("message", "the commit message")),
            Effect.ACTS,
            this::commit),
        new Tool(
            "log",
            "The newest commits.",
            Parameters.of(number("max", "how many, " + USUAL_LOG + " if not given").optional()),
            Effect.READS,
            this::log));
  }

  private History history(RunContext run) {
    return workspaces.history(run.workspaceId());
  }

  private String diff(RunContext run, Arguments arguments) {
    var diff = history(run).diff(run.limits().outputBytes());
    return diff.isEmpty() ? "no differences" : diff;
  }

  private String add(RunContext run, Arguments arguments) {
    var paths = arguments.texts("paths");
    if (paths.isEmpty()) {
      throw new ToolFailed("argument \"paths\" is empty");
    }
    return history(run).add(paths) + " paths are staged";
  }

  private String commit(RunContext run, Arguments arguments) {
    var message = arguments.text("message").strip();
    if (message.isEmpty()) {
      throw new ToolFailed("argument \"message\" is empty");
    }
    return "committed " + history(run).commit(author(run), message);
  }

  private String author(RunContext run) {
    return runs.get().sessions(run.runId()).stream()
        .filter(session -> session.runId().equals(run.runId()))
        .findFirst()
        .map(session -> session.agent() + " (Muster)")
        .orElse("Muster");
  }

  private String log(RunContext run, Arguments arguments) {
    var max = Math.max(1, Math.min(MOST_LOG, arguments.number("max", USUAL_LOG)));
    return history(run).log(max);
  }
}
