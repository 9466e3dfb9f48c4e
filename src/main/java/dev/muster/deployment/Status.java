package dev.muster.deployment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything the status report says. Saving, quality and speed of a rehearsal are always shown with
 * the word "rehearsed": a record that holds one of them holds {@code rehearsed} too.
 *
 * @param status RUNNING, SIGNED_OFF, TAKEN_BACK, KEPT, ABORTED, INVALID
 * @param elapsedSeconds until the end, or until now
 * @param agents those of the waves
 * @param others the test agent and adopted ones
 * @param totalUsd all arms and purposes; null when an answer has no cost
 * @param judgeUsd the part of it that judges took; in no arm
 * @param savingPercent of the mix arm against the baseline arm
 * @param savingVsAllSonnetPercent computed: the baseline arm's tokens at the price of sonnet
 * @param speedUp of all ended waves together
 * @param notMeasured field of this record that is null, and why
 */
public record Status(
    String deploymentId,
    String name,
    boolean rehearsed,
    String status,
    String planDigest,
    String requester,
    Instant startedAt,
    Instant endedAt,
    double elapsedSeconds,
    double waitedForPeopleSeconds,
    List<Phase> phases,
    List<BindingRow> bindings,
    List<AgentRow> agents,
    List<OtherRow> others,
    List<GateRow> gates,
    List<WaveRow> waves,
    Calls calls,
    List<CostRow> costs,
    BigDecimal totalUsd,
    BigDecimal judgeUsd,
    BudgetRow budget,
    Baseline baseline,
    BigDecimal savingPercent,
    BigDecimal savingVsAllSonnetPercent,
    BigDecimal speedUp,
    Map<String, String> notMeasured,
    List<ShareRow> shares,
    List<ContextRow> context,
    List<String> findings,
    List<TimelineRow> timeline,
    EvidenceRow evidence,
    List<String> nextActions) {

  /**
   * @param state NOT_STARTED, RUNNING, ENDED or TAKEN_BACK
   * @param round of the newest repeat, 0 before the first
   */
  public record Phase(
      String name, String state, Instant startedAt, Instant endedAt, int round, String detail) {}

  /**
   * @param state of the newest probe; PENDING before the first
   * @param tools null when tools/list was not answered
   * @param standIn true when a program stands in for the real server
   * @param seconds of all rungs; null when nothing was probed
   */
  public record BindingRow(
      String id,
      String client,
      String server,
      String state,
      Integer tools,
      String expected,
      List<String> missingTools,
      List<String> extraTools,
      String reason,
      boolean standIn,
      Double seconds) {}

  /**
   * @param model names of the models that answered in the mix arm; null before the first
   * @param seconds of the rollout without waiting for people; null until it ended
   * @param reason of the agent's status
   * @param notMeasured field of this record that is null, and why
   */
  public record AgentRow(
      String name,
      String title,
      String status,
      Map<String, Integer> mix,
      String model,
      BigDecimal mixUsd,
      BigDecimal baselineUsd,
      BigDecimal savingPercent,
      BigDecimal quality,
      BigDecimal baselineQuality,
      Boolean checksPassed,
      Double seconds,
      int wave,
      String reason,
      boolean rehearsed,
      Map<String, String> notMeasured) {}

  /**
   * @param watched what an adopted agent's watch reports, or "not reported"
   */
  public record OtherRow(String name, String title, String status, String watched) {}

  /**
   * @param missing why there is no figure; null when there is one
   */
  public record MeasurementRow(
      String criterion,
      BigDecimal measured,
      BigDecimal limit,
      String unit,
      String missing,
      String verdict,
      String reason,
      String source) {}

  /**
   * @param subject agent, or empty
   * @param round 0 when never judged
   * @param verdict PASS, FAIL, INCONCLUSIVE or "not judged"
   * @param approvedBy who let it through, null while nobody did
   */
  public record GateRow(
      String name,
      String subject,
      int round,
      String verdict,
      boolean waived,
      String approvedBy,
      List<String> reasons,
      List<MeasurementRow> measurements,
      boolean rehearsed) {}

  /**
   * Seconds without waiting for people; speedUp = serialSum / wall.
   *
   * @param notMeasured why there are no figures; null when there are
   */
  public record WaveRow(
      int number,
      int agents,
      Double serialSum,
      Double wall,
      BigDecimal speedUp,
      boolean rehearsed,
      String notMeasured) {}

  /**
   * @param made by the model server's own log where there is one, null otherwise
   * @param needed answers that were needed, each once: stored ones by purpose, subject and step
   * @param unknown calls whose node died or that were cut off
   * @param errors answers with an HTTP error
   * @param inFlight calls under way now
   * @param notMeasured why {@code made} is null; null when it is not
   */
  public record Calls(
      Integer made, int needed, int unknown, int errors, int inFlight, String notMeasured) {}

  /**
   * @param label of the model, such as "rehearsed over OpenAI Chat"; null when it has none
   * @param calls all attempts
   * @param usd answers at their price and unknown calls at their reservation; null when an answer
   *     has no cost or nothing was answered yet
   * @param unmeasured answers without a cost
   * @param note why usd is null, or what it holds besides answers; null otherwise
   * @param firstTokenMillis median time to the first token of streamed answers; null without any
   * @param coveredUsd what subscriptions include beside usd; null without any
   */
  public record CostRow(
      String agent,
      String arm,
      String model,
      String label,
      String purpose,
      int calls,
      long inputTokens,
      long outputTokens,
      BigDecimal usd,
      int unmeasured,
      int unknown,
      int failed,
      String note,
      Long firstTokenMillis,
      BigDecimal coveredUsd) {

    /** Of answers that were not streamed, without a subscription. */
    public CostRow(
        String agent,
        String arm,
        String model,
        String label,
        String purpose,
        int calls,
        long inputTokens,
        long outputTokens,
        BigDecimal usd,
        int unmeasured,
        int unknown,
        int failed,
        String note) {
      this(
          agent,
          arm,
          model,
          label,
          purpose,
          calls,
          inputTokens,
          outputTokens,
          usd,
          unmeasured,
          unknown,
          failed,
          note,
          null,
          null);
    }
  }

  /**
   * @param committedUsd spent, and reserved by calls under way or with an unknown end
   */
  public record BudgetRow(BigDecimal limitUsd, BigDecimal committedUsd) {}

  /**
   * Both arms over the canary tasks of all agents.
   *
   * @param mix the baseline's models
   * @param usd of the baseline arm, judges apart
   * @param mixUsd of the mix arm, judges apart
   * @param allSonnetUsd the baseline arm's tokens at the price of sonnet
   * @param computed how that was computed
   */
  public record Baseline(
      String mix,
      BigDecimal usd,
      BigDecimal quality,
      BigDecimal mixUsd,
      BigDecimal mixQuality,
      BigDecimal allSonnetUsd,
      String computed,
      boolean rehearsed,
      Map<String, String> notMeasured) {}

  /**
   * @param percentOfTokens at the plan's monthly volumes and declared mixes
   * @param measuredPercent at the same volumes and the shares that the ledger saw; null when an
   *     agent has no tokens there
   * @param limitPercent of the plan's swarmLimits, null when it names none
   */
  public record ShareRow(
      String family,
      BigDecimal percentOfTokens,
      BigDecimal measuredPercent,
      Integer limitPercent,
      String note) {}

  /**
   * What the definitions of a server's tools add to each call of the agents that are offered them.
   *
   * @param tools offered
   * @param tokens of their definitions, by the tokenizer o200k_base
   * @param callsPerMonth of those agents, at the plan's volumes and the mean input of their turns
   * @param usdPerMonth of those tokens at the declared mixes' price of uncached input
   * @param neverCalled tools that no run of this deployment called
   * @param idleTokens of these
   * @param idleUsdPerMonth of these
   * @param trim what to write into the plan to be rid of them; null when there is nothing to trim
   * @param notMeasured field of this record that is null, and why
   */
  public record ContextRow(
      String server,
      int tools,
      int tokens,
      List<String> agents,
      Integer callsPerMonth,
      BigDecimal usdPerMonth,
      List<String> neverCalled,
      int idleTokens,
      BigDecimal idleUsdPerMonth,
      String trim,
      Map<String, String> notMeasured) {}

  public record TimelineRow(Instant at, String kind, String subject, String text) {}

  /**
   * @param lastHash to be noted elsewhere; null when there is no evidence yet
   */
  public record EvidenceRow(int entries, boolean intact, String lastHash) {}
}
