package dev.muster.model;

import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells by status and words why a provider refused. The words are those of Anthropic, OpenAI,
 * Azure, GitHub, Gemini, DashScope, OpenRouter and Ollama: their statuses alone mix up what a
 * person can mend, what another model can do, and what nobody should send again.
 */
final class Refusals {
  private static final Set<Integer> RETRIED = Set.of(429, 500, 502, 503, 504, 529);

  /** Somebody between waited no longer: the model's answer may have been made and paid. */
  private static final Set<Integer> UNKNOWN_OUTCOME = Set.of(408, 504, 524);

  private static final List<String> CONTEXT =
      List.of(
          "prompt is too long",
          "context_length_exceeded",
          "exceed context limit",
          "maximum context length",
          "input token count",
          "exceeds the maximum number of tokens",
          "range of input length",
          "max_prompt_tokens_exceeded",
          "exceeds the available context size",
          "exceeds the context window");
  private static final List<String> CONTENT =
      List.of(
          "content_filter",
          "content filtering policy",
          "content management policy",
          "content_policy",
          "data_inspection_failed",
          "datainspectionfailed",
          "prohibited_content",
          "violating our usage policy",
          "requires moderation");
  private static final List<String> AUTH =
      List.of(
          "api key not valid",
          "api_key_invalid",
          "invalid_api_key",
          "authentication_error",
          "credit balance is too low",
          "arrearage");

  /** Under 429, too: waiting mends no bill. */
  private static final List<String> UNPAID =
      List.of(
          "insufficient_quota",
          "billing_error",
          "billing_not_active",
          "billing_hard_limit_reached");

  private static final List<String> MODEL =
      List.of(
          "model_not_found",
          "model_decommissioned",
          "model_not_supported",
          "unknown_model",
          "is not a valid model id",
          // Followed by the model; "no endpoints found that support ..." is said of the request.
          "no endpoints found for",
          "deploymentnotfound",
          "try pulling it first");

  private Refusals() {}

  /** Whether the engine asks again: these statuses and no others (law 1). */
  static boolean retried(int status) {
    return RETRIED.contains(status);
  }

  /** Whether the model may have answered all the same. */
  static boolean outcomeUnknown(int status) {
    return UNKNOWN_OUTCOME.contains(status);
  }

  /**
   * By what this provider means with its words: DashScope says "insufficient_quota" of the tokens
   * of a minute, and "Arrearage" (under 400) of an unpaid bill.
   */
  static Reason reason(Model model, int status, String body) {
    return status == 429 && model.provider().equals("alibaba")
        ? Reason.RATE_LIMITED
        : reason(status, body);
  }

  static Reason reason(int status, String body) {
    var words = body.toLowerCase(Locale.ROOT);
    if (retried(status)) {
      return status == 429 ? limited(words) : Reason.UNAVAILABLE;
    }
    if (status == 413 || holds(words, CONTEXT)) {
      return Reason.CONTEXT_TOO_LONG;
    }
    if (holds(words, CONTENT)) {
      return Reason.CONTENT_REFUSED;
    }
    if (holds(words, MODEL)) {
      return Reason.MODEL_UNKNOWN;
    }
    boolean closed = status == 401 || status == 402 || status == 403;
    if (closed || holds(words, AUTH) || holds(words, UNPAID)) {
      return Reason.AUTH;
    }
    boolean gone = (status == 404 || status == 410) && words.contains("model");
    return gone ? Reason.MODEL_UNKNOWN : Reason.BAD_REQUEST;
  }

  private static Reason limited(String words) {
    return holds(words, UNPAID) ? Reason.AUTH : Reason.RATE_LIMITED;
  }

  private static boolean holds(String words, List<String> signs) {
    return signs.stream().anyMatch(words::contains);
  }
}
