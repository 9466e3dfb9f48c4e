package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.text;

import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.RunContexts.Session;
import dev.muster.toolbelt.Tool.Effect;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The runs of the same deployment, to look at. */
final class SessionsServer implements ToolServer {
  private final Supplier<RunContexts> runs;

  SessionsServer(Supplier<RunContexts> runs) {
    this.runs = runs;
  }

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "list",
            "The runs of this deployment: id, agent, task, arm, state.",
            Parameters.of(),
            Effect.READS,
            this::list),
        new Tool(
            "read",
            "The conversation of one run of this deployment.",
            Parameters.of(text("run_id", "an id from list")),
            Effect.READS,
            this::read));
  }

  private String list(RunContext run, Arguments arguments) {
    var sessions = runs.get().sessions(run.runId());
    return sessions.isEmpty()
        ? "no runs yet"
        : sessions.stream().map(SessionsServer::line).collect(Collectors.joining("\n"));
  }

  private static String line(Session session) {
    return String.join(
        " | ", session.runId(), session.agent(), session.task(), session.arm(), session.state());
  }

  /** The list decides what may be read: a run of another deployment is not on it. */
  private String read(RunContext run, Arguments arguments) {
    var wanted = arguments.text("run_id");
    if (runs.get().sessions(run.runId()).stream().noneMatch(s -> s.runId().equals(wanted))) {
      throw new ToolFailed("no run " + wanted + " in this deployment");
    }
    var transcript = runs.get().transcript(run.runId(), wanted);
    return Cut.to(transcript == null ? "" : transcript, run.limits().outputBytes());
  }
}
