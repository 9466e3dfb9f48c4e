package dev.muster.agent;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.model.ChatAnswer;
import dev.muster.model.Message;
import dev.muster.model.PaidCalls;
import dev.muster.model.ToolCall;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import dev.muster.plan.Task;
import dev.muster.routing.HardRules;
import dev.muster.routing.Mixes;
import dev.muster.routing.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** One turn at a time; the diagram agent-run is the loop. */
@Service
class LoopedTurns implements Turns {
  private final RunTable table;
  private final Conversations conversations;
  private final TurnRequests requests;
  private final ToolTurns toolTurns;
  private final ToolFlights toolFlights;
  private final PaidCalls calls;
  private final DeploymentPlans plans;
  private final Router router;
  private final HardRules rules;
  private final Mixes mixes;
  private final TransactionTemplate transaction;
  private final AgentPool pool;
  private final Clock clock;
  private final Instant started;

  LoopedTurns(
      RunTable table,
      Conversations conversations,
      TurnRequests requests,
      ToolTurns toolTurns,
      ToolFlights toolFlights,
      PaidCalls calls,
      DeploymentPlans plans,
      Router router,
      HardRules rules,
      Mixes mixes,
      TransactionTemplate transaction,
      AgentPool pool,
      Clock clock) {
    this.table = table;
    this.conversations = conversations;
    this.requests = requests;
    this.toolTurns = toolTurns;
    this.toolFlights = toolFlights;
    this.calls = calls;
    this.plans = plans;
    this.router = router;
    this.rules = rules;
    this.mixes = mixes;
    this.transaction = transaction;
    this.pool = pool;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public String route(String runId) {
    var run = run(runId);
    var plan = plans.of(run.deploymentId()).plan();
    ask(run, plan);
    var model = choose(run, plan);
    table.model(runId, model);
    return model;
  }

  /** The next step's prompt, unless the conversation waits for an answer already. */
  private void ask(Run run, Plan plan) {
    var messages = conversations.of(run.id());
    if (messages.isEmpty() || closes(messages.get(messages.size() - 1))) {
      var task = plan.tasks().get(run.task());
      var first = messages.isEmpty();
      conversations.add(run.id(), new Message.User(prompt(run, task, first)), null, null);
    }
  }

  private static String prompt(Run run, Task task, boolean first) {
    var step = task.steps().isEmpty() ? "" : task.steps().get(run.step()).prompt();
    if (!first) {
      return step;
    }
    var text = step.isEmpty() ? task.prompt() : task.prompt() + "\n\n" + step;
    return text + "\n\n[muster role=" + run.agent() + " task=" + run.task() + "]";
  }

  private String choose(Run run, Plan plan) {
    if (run.arm().equals("baseline")) {
      return router.byDeficit(plan.baseline(), java.util.Map.of());
    }
    var ruled = rules.model(run.agent(), run.task(), run.phase());
    if (ruled.isPresent()) {
      return known(plan, ruled.get());
    }
    var escalated = table.escalatedTo(run.id());
    if (escalated.isPresent()) {
      return escalated.get();
    }
    var steps = plan.tasks().get(run.task()).steps();
    if (!steps.isEmpty() && steps.get(run.step()).model() != null) {
      return steps.get(run.step()).model();
    }
    var turns = conversations.turnsByModel(run.deploymentId(), run.agent());
    return router.byDeficit(mixes.of(run.deploymentId(), plan.agents().get(run.agent())), turns);
  }

  private static String known(Plan plan, String model) {
    if (!plan.models().containsKey(model)) {
      throw new IllegalStateException(
          "routing.dmn names model %s, which plan %s does not have: only %s"
              .formatted(model, plan.name(), plan.models().keySet()));
    }
    return model;
  }

  @Override
  public CompletionStage<Next> callModel(String taskId, String runId) {
    return toolFlights
        .start(taskId, runId, () -> prepare(taskId, runId))
        .thenCompose(
            ready ->
                ready.call() == null
                    ? CompletableFuture.completedFuture(ready.next())
                    : paid(taskId, runId, ready.call()));
  }

  /** What is known before a call: the call to pay for, or else what follows without one. */
  private record Prepared(PaidCalls.PaidCall call, Next next) {}

  private Prepared prepare(String taskId, String runId) {
    var run = run(runId);
    if (conversations.said(runId, taskId)) {
      return new Prepared(null, next(run, conversations.lastAnswer(runId).orElseThrow()));
    }
    var paid = calls.stored(taskId);
    if (paid.isPresent()) {
      return new Prepared(null, stored(taskId, runId, run.model(), paid.get().answer()));
    }
    var limit = limit(run);
    if (limit != null) {
      table.stopped(runId, limit);
      return new Prepared(null, Next.DONE);
    }
    return new Prepared(requests.of(run, taskId), null);
  }

  /** The limit that the run has reached, in words; null when it may go on. */
  private String limit(Run run) {
    var budget = plans.of(run.deploymentId()).plan().agents().get(run.agent()).budget();
    var turns =
        conversations.of(run.id()).stream().filter(Message.Assistant.class::isInstance).count();
    if (turns >= budget.maxTurns()) {
      return "turn limit of " + budget.maxTurns() + " reached";
    }
    // A run that is older than this node's life did not work while nobody ran it.
    var down = run.openedAt().isBefore(started) ? table.down(run.id(), started) : 0;
    var idle = run.waitedMillis() + down;
    var minutes = (clock.millis() - run.openedAt().toEpochMilli() - idle) / 60_000.0;
    return minutes > budget.maxMinutes()
        ? "time limit of " + budget.maxMinutes() + " minutes reached"
        : null;
  }

  private CompletionStage<Next> paid(String taskId, String runId, PaidCalls.PaidCall call) {
    return calls
        .call(call)
        .thenApplyAsync(
            paid -> stored(taskId, runId, call.request().model().name(), paid.answer()),
            pool.executor())
        .exceptionally(failure -> exhausted(runId, failure));
  }

  /** A spent budget is a soft stop: the run ends with what it has, and says so. */
  private Next exhausted(String runId, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BudgetExhausted spent) {
      table.stopped(runId, spent.getMessage());
      return Next.DONE;
    }
    throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
  }

  private Next stored(String taskId, String runId, String model, ChatAnswer answer) {
    var said = new Message.Assistant(answer.text(), answer.toolCalls());
    return transaction.execute(
        status -> {
          conversations.add(runId, said, model, taskId);
          table.toolsAllowed(runId, null, null);
          return next(run(runId), said);
        });
  }

  /** Read from the conversation alone, so that a second delivery gives the same answer. */
  private Next next(Run run, Message.Assistant said) {
    var plan = plans.of(run.deploymentId()).plan();
    if (!said.toolCalls().isEmpty()) {
      var agent = plan.agents().get(run.agent());
      var risky = said.toolCalls().stream().anyMatch(c -> AgentTools.risky(agent, c.name()));
      return risky ? Next.RISKY : Next.TOOLS;
    }
    var closings = (int) conversations.of(run.id()).stream().filter(LoopedTurns::closes).count();
    if (closings >= plan.tasks().get(run.task()).steps().size()) {
      return Next.DONE;
    }
    table.step(run.id(), closings);
    return Next.NEXT_STEP;
  }

  private static boolean closes(Message message) {
    return message instanceof Message.Assistant said && said.toolCalls().isEmpty();
  }

  @Override
  public CompletionStage<Void> callTools(String taskId, String runId) {
    return toolFlights.start(
        taskId,
        runId,
        () -> {
          callAll(taskId, runId);
          return null;
        });
  }

  private void callAll(String taskId, String runId) {
    var run = run(runId);
    if (conversations.said(runId, taskId)) {
      return;
    }
    var asked = conversations.lastAnswer(runId).orElseThrow().toolCalls();
    var step =
        (int) conversations.of(runId).stream().filter(Message.Assistant.class::isInstance).count();
    var plan = plans.of(run.deploymentId()).plan();
    var results =
        toolTurns.call(
            new ToolTurns.Asked(
                run, step, asked, table.toolsAllowed(runId), () -> toolFlights.stopped(taskId)),
            plan);
    conversations.add(runId, new Message.Tools(results), null, taskId);
  }

  @Override
  public void decided(String runId, boolean allowed, String by, String reason) {
    table.toolsAllowed(runId, allowed, by + ": " + reason);
  }

  @Override
  public String pending(String runId) {
    var run = run(runId);
    var agent = plans.of(run.deploymentId()).plan().agents().get(run.agent());
    List<ToolCall> asked =
        conversations.lastAnswer(runId).map(Message.Assistant::toolCalls).orElse(List.of());
    return agent.title()
        + " wants to call: "
        + asked.stream()
            .filter(c -> AgentTools.risky(agent, c.name()))
            .map(c -> c.name() + " " + c.arguments())
            .collect(Collectors.joining("; "));
  }

  @Override
  public String closing(String runId) {
    return conversations.lastAnswer(runId).map(Message.Assistant::text).orElse("");
  }

  @Override
  public void cancel(String taskId) {
    calls.cancel(taskId);
    toolFlights.cancel(taskId);
  }

  private Run run(String runId) {
    return table
        .find(runId)
        .orElseThrow(() -> new IllegalArgumentException("no such run: " + runId));
  }
}
