package dev.muster.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.model.ChatAnswer;
import dev.muster.model.ChatRequest;
import dev.muster.model.InputTooLarge;
import dev.muster.model.Message;
import dev.muster.model.PaidCalls;
import dev.muster.plan.Model;
import dev.muster.routing.Router;
import dev.muster.workspace.Workspaces;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** Asks a model of another family for a score from 0 to 10, as JSON. */
@Service
class ModelJudge implements Judge {
  private static final String SYSTEM =
      "You judge the work of another agent. Read the task, the rubric, what the agent says and the"
          + " diff of its work. Answer with JSON only: {\"score\": a number from 0 to 10,"
          + " \"reasons\": one or two sentences}.";
  private static final String NOBODY = "nobody";
  private static final int DIFF_BYTES = 24 * 1024;
  private static final int ANSWER_TOKENS = 600;
  private static final int INPUT_TOKENS = 16_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final BigDecimal HIGHEST = BigDecimal.TEN;

  private final Router router;
  private final PaidCalls calls;
  private final Workspaces workspaces;
  private final Judgements judgements;
  private final CheckPool pool;
  private final ObjectMapper json;

  ModelJudge(
      Router router,
      PaidCalls calls,
      Workspaces workspaces,
      Judgements judgements,
      CheckPool pool,
      ObjectMapper json) {
    this.router = router;
    this.calls = calls;
    this.workspaces = workspaces;
    this.judgements = judgements;
    this.pool = pool;
    this.json = json;
  }

  @Override
  public CompletionStage<Score> judge(Work work) {
    var judge = router.judge(work.plan(), work.authors());
    return judge.isPresent()
        ? judge(work, work.plan().models().get(judge.get()))
        : CompletableFuture.supplyAsync(() -> nobody(work), pool.executor());
  }

  /** Nobody judges the work of its own family: the score is missing. */
  private Score nobody(Work work) {
    return stored(
        work,
        new Score(
            work.runId(),
            null,
            NOBODY,
            "routing.judges names no model of another family than the authors' "
                + String.join(", ", new TreeSet<>(work.authors()))));
  }

  private CompletionStage<Score> judge(Work work, Model model) {
    return CompletableFuture.supplyAsync(() -> call(work, model), pool.executor())
        .thenCompose(calls::call)
        .handleAsync(
            (paid, failure) ->
                failure == null
                    ? stored(work, read(work.runId(), model.name(), paid.answer()))
                    : unpaid(work, model, failure),
            pool.executor());
  }

  /** What cannot be asked has no score: the gate is told so, instead of an incident. */
  private Score unpaid(Work work, Model model, Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof BudgetExhausted || cause instanceof InputTooLarge) {
      return stored(work, new Score(work.runId(), null, model.name(), cause.getMessage()));
    }
    throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
  }

  @Override
  public Optional<Score> of(String runId) {
    return judgements.newest(runId);
  }

  private PaidCalls.PaidCall call(Work work, Model model) {
    var request =
        new ChatRequest(
                model,
                SYSTEM,
                List.of(new Message.User(question(work))),
                List.of(),
                Math.min(ANSWER_TOKENS, model.maxOutputTokens()),
                TIMEOUT)
            .withTemperature(model.temperature())
            .withAnswerSchema(JudgeAnswer.SCHEMA);
    return new PaidCalls.PaidCall(
        work.taskId(),
        work.deploymentId(),
        "judge",
        work.runId(),
        work.budgetPath(),
        work.agent(),
        work.arm(),
        model.price() == null ? null : work.plan().prices().get(model.price()),
        Math.min(INPUT_TOKENS, model.maxInputTokens()),
        request);
  }

  private String question(Work work) {
    return "Task:\n"
        + work.task().prompt()
        + "\n\nRubric:\n"
        + work.task().rubric()
        + "\n\nWhat the agent says:\n"
        + work.closingText()
        + "\n\nDiff of its work:\n"
        + workspaces.diff(work.workspaceId(), DIFF_BYTES)
        + "\n[muster role=judge task="
        + work.task().name()
        + "]";
  }

  private Score stored(Work work, Score score) {
    judgements.store(work.deploymentId(), score);
    return score;
  }

  /** An answer that is no score is a missing score, never a number made up here. */
  private Score read(String runId, String model, ChatAnswer answered) {
    var text = answered.text();
    if (answered.stop() == ChatAnswer.Stop.REFUSED) {
      return new Score(runId, null, model, "the judge refused to answer: " + cut(text));
    }
    try {
      var from = text.indexOf('{');
      var to = text.lastIndexOf('}');
      var answer = json.readTree(from < 0 || to < from ? "{}" : text.substring(from, to + 1));
      var reasons = answer.path("reasons").asText("");
      if (answer.path("score").isNumber()) {
        var score = answer.path("score").decimalValue();
        if (score.signum() >= 0 && score.compareTo(HIGHEST) <= 0) {
          return new Score(runId, score, model, reasons);
        }
      }
      return new Score(
          runId, null, model, missing(answered, "has no score from 0 to 10: ") + cut(text));
    } catch (JsonProcessingException | NumberFormatException e) {
      return new Score(runId, null, model, missing(answered, "is no JSON: ") + cut(text));
    }
  }

  private static String missing(ChatAnswer answered, String what) {
    return answered.stop() == ChatAnswer.Stop.LENGTH
        ? "the judge's answer was cut off at " + ANSWER_TOKENS + " tokens and " + what
        : "the judge's answer " + what;
  }

  private static String cut(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + " ...";
  }
}
