package dev.muster.deployment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything the status report says. Saving, quality and speed of a rehearsal are always shown with
 * the word "rehearsed".
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
    Baseline baseline,
    BigDecimal savingPercent,
    BigDecimal savingVsAllSonnetPercent,
    BigDecimal speedUp,
    List<ShareRow> shares,
    List<String> findings,
    List<TimelineRow> timeline,
    List<String> nextActions) {

  public record Phase(String name, String state, Instant startedAt, Instant endedAt) {}

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
      double seconds) {}

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
      double seconds,
      int wave,
      String reason) {}

  public record OtherRow(String name, String title, String status, String watched) {}

  public record MeasurementRow(
      String criterion,
      BigDecimal measured,
      BigDecimal limit,
      String unit,
      String missing,
      String verdict,
      String reason) {}

  public record GateRow(
      String name,
      String subject,
      int round,
      String verdict,
      boolean waived,
      String approvedBy,
      List<String> reasons,
      List<MeasurementRow> measurements) {}

  /** Seconds without waiting for people; speedUp = serialSum / wall. */
  public record WaveRow(
      int number, int agents, double serialSum, double wall, BigDecimal speedUp) {}

  /** {@code made} is the model server's own log where there is one (null otherwise). */
  public record Calls(Integer made, int needed, int unknown, int errors) {}

  public record CostRow(
      String agent,
      String arm,
      String model,
      String purpose,
      int calls,
      long inputTokens,
      long outputTokens,
      BigDecimal usd,
      int unmeasured) {}

  public record Baseline(String mix, BigDecimal usd, BigDecimal quality) {}

  public record ShareRow(
      String family, BigDecimal percentOfTokens, Integer limitPercent, String note) {}

  public record TimelineRow(Instant at, String kind, String subject, String text) {}
}
