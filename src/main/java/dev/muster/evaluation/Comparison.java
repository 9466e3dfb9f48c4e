package dev.muster.evaluation;

import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Service;

/** What an arm cost and how good it was, from the ledger, exit codes and the judge. */
@Service
public class Comparison {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final Ledger ledger;
  private final Checks checks;
  private final Judge judge;

  Comparison(Ledger ledger, Checks checks, Judge judge) {
    this.ledger = ledger;
    this.checks = checks;
    this.judge = judge;
  }

  /**
   * Figures of some runs together.
   *
   * @param usd of their turns by the price book, whatever a subscription includes; the judge is
   *     booked apart; null when a call is unmeasured
   * @param unmeasured why usd is null, else null
   * @param quality mean score from 0 to 10; null when a run has none
   * @param checksPercent share of checks passed; null when a run was not checked
   */
  public record Arm(
      List<String> runs,
      BigDecimal usd,
      String unmeasured,
      BigDecimal quality,
      BigDecimal checksPercent,
      long inputTokens,
      long outputTokens) {}

  /** The figures of these runs; with no runs everything is null. */
  public Arm of(String deploymentId, List<String> runs) {
    var turns =
        runs.stream()
            .flatMap(run -> ledger.attemptsOf(deploymentId, run).stream())
            .filter(Attempt::isWork)
            .toList();
    var unmeasured = unmeasured(turns);
    return new Arm(
        runs,
        unmeasured == null ? usd(turns) : null,
        unmeasured,
        quality(runs),
        checksPercent(runs),
        turns.stream().filter(a -> a.usage() != null).mapToLong(a -> a.usage().totalInput()).sum(),
        turns.stream()
            .filter(a -> a.usage() != null)
            .mapToLong(a -> a.usage().totalOutput())
            .sum());
  }

  /** Of a session that was cut off the calls before that were answered. */
  private static String unmeasured(List<Attempt> turns) {
    if (turns.stream().noneMatch(a -> a.state() == Attempt.State.ANSWERED || a.usage() != null)) {
      return "no call was answered";
    }
    return turns.stream()
        .filter(a -> a.state() == Attempt.State.ANSWERED && a.costUsd() == null)
        .map(a -> a.model() + ": " + a.finding())
        .findFirst()
        .orElse(null);
  }

  private static BigDecimal usd(List<Attempt> turns) {
    return turns.stream().map(Attempt::listUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal quality(List<String> runs) {
    var scores =
        runs.stream()
            .map(run -> judge.of(run).map(Judge.Score::score).orElse(null))
            .filter(Objects::nonNull)
            .toList();
    if (scores.isEmpty() || scores.size() < runs.size()) {
      return null;
    }
    var sum = scores.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.divide(BigDecimal.valueOf(scores.size()), MathContext.DECIMAL32);
  }

  private BigDecimal checksPercent(List<String> runs) {
    int all = 0;
    int passed = 0;
    for (var run : runs) {
      var outcomes = checks.of(run);
      if (outcomes.isEmpty()) {
        return null;
      }
      all += outcomes.size();
      passed += (int) outcomes.stream().filter(Checks.Checked::passed).count();
    }
    return all == 0
        ? null
        : HUNDRED
            .multiply(BigDecimal.valueOf(passed))
            .divide(BigDecimal.valueOf(all), MathContext.DECIMAL32);
  }
}
