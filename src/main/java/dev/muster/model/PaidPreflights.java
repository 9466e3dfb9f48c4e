package dev.muster.model;

import dev.muster.ledger.BudgetExhausted;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/** Asks by the same way as everybody, so that key, address, model id and price are all tried. */
final class PaidPreflights implements Preflights, AutoCloseable {
  static final String PURPOSE = "preflight";
  private static final int INPUT_TOKENS = 200;

  /** Some models think before they say one word. */
  private static final int OUTPUT_TOKENS = 64;

  /** A local model may have to be loaded first. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final PaidCalls calls;
  private final PreflightTable table;
  private final Secrets secrets;
  private final Clock clock;
  private final Duration patience;
  private final Ollama ollama;

  /** Ollama is asked what it has loaded, which blocks. */
  private final ExecutorService looking = Threads.pool("ollama-look", 1);

  PaidPreflights(
      PaidCalls calls, PreflightTable table, Secrets secrets, Clock clock, Duration patience) {
    this.patience = patience;
    this.calls = calls;
    this.table = table;
    this.secrets = secrets;
    this.clock = clock;
    this.ollama = new Ollama(secrets);
  }

  @Override
  public CompletionStage<Preflight> ask(
      String taskId, String deploymentId, Plan plan, String name, boolean mayRetry) {
    var model = plan.models().get(name);
    var asked = clock.instant();
    return calls
        .call(call(taskId, deploymentId, plan, model))
        .handle(
            (paid, failure) ->
                failure == null
                    ? answered(model, paid.answer(), asked)
                    : failed(model, failure, asked, mayRetry))
        .thenCompose(result -> window(model, result))
        .thenApply(
            result -> {
              table.store(deploymentId, result);
              return result;
            });
  }

  private PaidCalls.PaidCall call(String taskId, String deploymentId, Plan plan, Model model) {
    var question =
        "Answer with the one word: ready.\n\n[muster role=preflight task=" + model.name() + "]";
    var request =
        new ChatRequest(
            model,
            "",
            List.of(new Message.User(question)),
            List.of(),
            Math.min(OUTPUT_TOKENS, model.maxOutputTokens()),
            patience);
    return new PaidCalls.PaidCall(
        taskId,
        deploymentId,
        PURPOSE,
        deploymentId + "/" + PURPOSE + "/" + model.name(),
        deploymentId + "/mcp-installation",
        PURPOSE,
        PURPOSE,
        model.price() == null ? null : plan.prices().get(model.price()),
        Math.min(INPUT_TOKENS, model.maxInputTokens()),
        request);
  }

  private Preflight answered(Model model, ChatAnswer answer, Instant asked) {
    var as = answer.answeredAs();
    var other =
        as != null && model.answersAs(as)
            ? null
            : "asked for %s, and %s answered".formatted(model.id(), as == null ? "nobody" : as);
    return new Preflight(model.name(), true, as, other, since(asked), asked);
  }

  /** A local model that would forget half of a conversation answers one word all the same. */
  private CompletionStage<Preflight> window(Model model, Preflight result) {
    if (result.error() != null || !model.provider().equals("ollama")) {
      return CompletableFuture.completedFuture(result);
    }
    return CompletableFuture.supplyAsync(
        () -> ollama.tooSmall(model).map(result::but).orElse(result), looking);
  }

  private Preflight failed(Model model, Throwable failure, Instant asked, boolean mayRetry) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean result =
        cause instanceof BudgetExhausted
            || cause instanceof InputTooLarge
            || cause instanceof ModelFailure f
                && f.kind() != ModelFailure.Kind.CANCELLED
                && f.kind() != ModelFailure.Kind.WAIT
                && !(mayRetry && f.kind() == ModelFailure.Kind.RETRY);
    if (!result) {
      throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
    }
    var error = secrets.redact(String.valueOf(cause.getMessage()));
    return new Preflight(model.name(), false, null, error, since(asked), asked);
  }

  private long since(Instant asked) {
    return Duration.between(asked, clock.instant()).toMillis();
  }

  @Override
  public void cancel(String taskId) {
    calls.cancel(taskId);
  }

  @Override
  public List<Preflight> of(String deploymentId) {
    return table.of(deploymentId);
  }

  @Override
  public void forget(String deploymentId) {
    table.forget(deploymentId);
  }

  @Override
  public void close() {
    looking.shutdownNow();
    ollama.close();
  }
}
