package dev.muster.gateway;

import dev.muster.plan.Plan;
import java.net.URI;

/**
 * The loopback endpoint that agent CLIs use instead of a provider's: it holds the provider's key,
 * sends each call to the model that routing chose, and writes each into the ledger before it is
 * sent.
 */
public interface Gateway {

  /** Opens the endpoint for one run; opening it again gives the same token. */
  Access open(Guest guest);

  /** The run's token is refused from now on, and its calls in flight are cancelled. Idempotent. */
  void close(String runId);

  /**
   * A run that may call.
   *
   * @param budgetPath deployment/phase/agent/run
   * @param model the plan's HTTP model that answers whatever model name the CLI asks for
   * @param maxInputTokens of one call, enforced before it; with maxOutputTokens the worst case
   */
  record Guest(
      String deploymentId,
      String runId,
      String budgetPath,
      String agent,
      String arm,
      Plan plan,
      String model,
      int maxInputTokens,
      int maxOutputTokens) {}

  /**
   * What a CLI is given.
   *
   * @param token bearer token or API key of this run alone
   * @param openAi base of {@code /chat/completions}, ends with {@code /v1}
   * @param anthropic base of {@code /v1/messages}
   * @param gemini base of {@code /v1beta/models/...}
   */
  record Access(String token, URI openAi, URI anthropic, URI gemini) {}
}
