package dev.muster.agent;

import dev.muster.model.Message;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.toolbelt.RunContexts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What the toolbelt may know of runs: only open ones, only of the same deployment. */
@Component
class KnownRuns implements RunContexts {
  private static final int TRANSCRIPT = 20_000;

  private final RunTable table;
  private final Conversations conversations;
  private final DeploymentPlans plans;
  private final Map<String, RunContext> rehearsing = new ConcurrentHashMap<>();

  KnownRuns(RunTable table, Conversations conversations, @Lazy DeploymentPlans plans) {
    this.table = table;
    this.conversations = conversations;
    this.plans = plans;
  }

  /** A context that exists only while an agent's tools are bound, before any run. */
  void binding(RunContext context) {
    rehearsing.put(context.runId(), context);
  }

  void bound(String id) {
    rehearsing.remove(id);
  }

  @Override
  public Optional<RunContext> find(String runId) {
    var binding = Optional.ofNullable(rehearsing.get(runId));
    return binding.isPresent()
        ? binding
        : table.find(runId).filter(r -> r.state().equals("OPEN")).map(this::context);
  }

  private RunContext context(Run run) {
    var plan = plans.of(run.deploymentId());
    return new RunContext(
        run.id(),
        run.deploymentId(),
        run.workspaceId(),
        plan.plan().toolbelt(),
        seed(plan, run.task()));
  }

  private static String seed(FrozenPlan plan, String task) {
    var path = plan.plan().tasks().get(task).seed();
    return path == null ? null : new String(plan.files().get(path), StandardCharsets.UTF_8);
  }

  @Override
  public List<Session> sessions(String runId) {
    return deploymentOf(runId).map(table::of).orElse(List.of()).stream()
        .map(r -> new Session(r.id(), r.agent(), r.task(), r.arm(), r.state()))
        .toList();
  }

  @Override
  public String transcript(String callerRunId, String runId) {
    var other = table.find(runId).map(Run::deploymentId);
    if (other.isEmpty() || !other.equals(deploymentOf(callerRunId))) {
      throw new IllegalArgumentException("no such session in this deployment: " + runId);
    }
    var text = new StringBuilder();
    for (var message : conversations.of(runId)) {
      text.append(said(message)).append("\n\n");
    }
    return text.length() <= TRANSCRIPT ? text.toString() : text.substring(0, TRANSCRIPT) + " ...";
  }

  private static String said(Message message) {
    if (message instanceof Message.User user) {
      return "user: " + user.text();
    }
    if (message instanceof Message.Assistant assistant) {
      return "assistant: " + assistant.text() + " " + assistant.toolCalls();
    }
    return "tools: " + ((Message.Tools) message).results();
  }

  private Optional<String> deploymentOf(String runId) {
    var binding = rehearsing.get(runId);
    return binding == null
        ? table.find(runId).map(Run::deploymentId)
        : Optional.of(binding.deploymentId());
  }
}
