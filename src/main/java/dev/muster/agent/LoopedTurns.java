package dev.muster.agent;

import dev.muster.model.ChatAnswer;
import dev.muster.model.Message;
import dev.muster.model.PaidCalls;
import dev.muster.model.ToolCall;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  private final ModelChoice choice;
  private final RunLimits limits;
  private final TransactionTemplate transaction;
  private final AgentPool pool;

  LoopedTurns(
      RunTable table,
      Conversations conversations,
      TurnRequests requests,
      ToolTurns toolTurns,
      ToolFlights toolFlights,
      PaidCalls calls,
      DeploymentPlans plans,
      ModelChoice choice,
      RunLimits limits,
      TransactionTemplate transaction,
      AgentPool pool) {
    this.table = table;
    this.conversations = conversations;
    this.requests = requests;
    this.toolTurns = toolTurns;
    this.toolFlights = toolFlights;
    this.calls = calls;
    this.plans = plans;
    this.choice = choice;
    this.limits = limits;
    this.transaction = transaction;
    this.pool = pool;
  }

  @Override
  public String route(String runId) {
    var run = run(runId);
    var plan = plans.of(run.deploymentId()).plan();
    ask(run, plan);
    var model = choice.of(run, plan);
    table.model(runId, model);
    return model;
  }

  /** The next step's prompt, unless the conversation waits for an answer already. */
  private void ask(Run run, Plan plan) {
    var messages = conversations.of(run.id());
    if (!messages.isEmpty() && Endings.isToAnswerAgain(messages.get(messages.size() - 1))) {
      conversations.add(run.id(), new Message.User(Endings.AGAIN), null, null);
    } else if (messages.isEmpty() || Endings.closes(messages.get(messages.size() - 1))) {
      var task = plan.tasks().get(run.task());
      var first = messages.isEmpty();
      conversations.add(run.id(), new Message.User(TurnTask.prompt(run, task, first)), null, null);
    }
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
    var limit = limits.reached(run);
    if (limit.isPresent()) {
      return new Prepared(null, unsent(run, limit.get()));
    }
    return new Prepared(requests.of(run, taskId), null);
  }

  private CompletionStage<Next> paid(String taskId, String runId, PaidCalls.PaidCall call) {
    var model = call.request().model().name();
    return calls
        .call(call)
        .thenApplyAsync(paid -> stored(taskId, runId, model, paid.answer()), pool.executor())
        .handleAsync(
            (next, failure) -> failure == null ? next : failed(runId, model, failure),
            pool.executor());
  }

  /** Another model may answer: then the task comes again for that one. */
  private Next failed(String runId, String called, Throwable failure) {
    var run = run(runId);
    var told = choice.after(run, plans.of(run.deploymentId()).plan(), called, failure);
    return unsent(run, limits.refused(run, told));
  }

  /** Stopped before its call: who would have answered did not. */
  private Next unsent(Run run, String reason) {
    choice.unsent(run, plans.of(run.deploymentId()).plan());
    return stopped(run.id(), reason);
  }

  /** A soft stop: the run ends with what it has, and says so. */
  private Next stopped(String runId, String reason) {
    table.stopped(runId, reason);
    return Next.DONE;
  }

  private Next stored(String taskId, String runId, String model, ChatAnswer answer) {
    var said = Message.Assistant.of(answer);
    return transaction.execute(
        status -> {
          conversations.add(runId, said, model, taskId);
          table.toolsAllowed(runId, null, null);
          return next(run(runId), said);
        });
  }

  /** Read from the conversation alone, so that a second delivery gives the same answer. */
  private Next next(Run run, Message.Assistant said) {
    var stop = Endings.stop(run, said);
    if (stop.isPresent()) {
      return stopped(run.id(), stop.get());
    }
    if (Endings.isToAnswerAgain(said)) {
      return Next.NEXT_STEP;
    }
    var plan = plans.of(run.deploymentId()).plan();
    if (!said.toolCalls().isEmpty()) {
      return risky(plan, run, said).isEmpty() ? Next.TOOLS : Next.RISKY;
    }
    if (run.escalations() > 0) {
      // It mends what is done, also where a session did all steps at one go and closed once.
      return Next.DONE;
    }
    var closings = (int) conversations.of(run.id()).stream().filter(Endings::closes).count();
    if (closings >= plan.tasks().get(run.task()).steps().size()) {
      return Next.DONE;
    }
    table.step(run.id(), closings);
    return Next.NEXT_STEP;
  }

  /** Those that a person is asked about: nobody is asked about what will not be called. */
  private static List<ToolCall> risky(Plan plan, Run run, Message.Assistant said) {
    var agent = plan.agents().get(run.agent());
    return said.toolCalls().stream()
        .filter(c -> AgentTools.risky(plan, agent, c.name()))
        .filter(c -> Endings.unmade(said, c).isEmpty())
        .toList();
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
    var said = conversations.lastAnswer(runId).orElseThrow();
    var step =
        (int) conversations.of(runId).stream().filter(Message.Assistant.class::isInstance).count();
    var plan = plans.of(run.deploymentId()).plan();
    var results =
        toolTurns.call(
            new ToolTurns.Asked(
                run, step, said, table.toolsAllowed(runId), () -> toolFlights.stopped(taskId)),
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
    var plan = plans.of(run.deploymentId()).plan();
    var agent = plan.agents().get(run.agent());
    var asked =
        conversations.lastAnswer(runId).map(said -> risky(plan, run, said)).orElse(List.of());
    return agent.title()
        + " wants to call: "
        + asked.stream().map(c -> c.name() + " " + c.arguments()).collect(Collectors.joining("; "));
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
