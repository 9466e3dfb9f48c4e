package dev.muster.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** What each subject of a deployment's calls spent, by day (UTC). */
public interface SubjectDays {

  /** Of one purpose, newest day first. */
  List<SubjectDay> of(String deploymentId, String purpose);

  /**
   * One subject's day at one model.
   *
   * @param calls all attempts
   * @param inputTokens of answers that had usage, caches included
   * @param outputTokens of answers that had usage, reasoning included
   * @param usd of the answers; null when one of them has no cost
   * @param unmeasured answers without a cost
   * @param unknown calls whose outcome nobody knows
   * @param unknownUsd what they count at
   */
  record SubjectDay(
      LocalDate day,
      String subject,
      String agent,
      String model,
      long calls,
      long inputTokens,
      long outputTokens,
      BigDecimal usd,
      long unmeasured,
      long unknown,
      BigDecimal unknownUsd) {}
}
