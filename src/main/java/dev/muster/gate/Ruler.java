package dev.muster.gate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/** Applies the decision table to each measurement and sums up. */
@Component
class Ruler {
  private final Decisions decisions;

  Ruler(Decisions decisions) {
    this.decisions = decisions;
  }

  GateResult rule(
      String deploymentId,
      String gate,
      String subject,
      int round,
      List<Measurement> measurements,
      Instant at) {
    var judged = measurements.stream().map(this::judge).toList();
    return new GateResult(
        deploymentId,
        gate,
        subject,
        round,
        sum(judged),
        judged,
        digest(deploymentId, gate, subject, judged),
        false,
        at);
  }

  private Judged judge(Measurement m) {
    var missing = m.measured() == null || m.missing() != null || m.limit() == null;
    var ruling = decisions.rule(m.criterion(), m.measured(), m.limit(), missing);
    // The table cannot be edited into letting a missing figure pass: law 3 is kept here too.
    if (missing && ruling.verdict() == Verdict.PASS) {
      return new Judged(m, Verdict.INCONCLUSIVE, m.criterion() + " was not measured.");
    }
    return new Judged(m, ruling.verdict(), sentence(ruling.reason(), m.missing()));
  }

  /** What the table said and why there is no figure, as one sentence. */
  private static String sentence(String reason, String missing) {
    return missing == null ? reason : undotted(reason) + ": " + undotted(missing) + ".";
  }

  private static String undotted(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** A known failure outweighs what is not known; nothing measured is never a pass. */
  private static Verdict sum(List<Judged> judged) {
    if (judged.stream().anyMatch(j -> j.verdict() == Verdict.FAIL)) {
      return Verdict.FAIL;
    }
    var unknown =
        judged.isEmpty() || judged.stream().anyMatch(j -> j.verdict() == Verdict.INCONCLUSIVE);
    return unknown ? Verdict.INCONCLUSIVE : Verdict.PASS;
  }

  private static String digest(
      String deploymentId, String gate, String subject, List<Judged> judged) {
    var text = new StringBuilder(deploymentId + "\n" + gate + "\n" + subject + "\n");
    for (var j : judged) {
      var m = j.measurement();
      text.append(m.criterion())
          .append('|')
          .append(plain(m.measured()))
          .append('|')
          .append(plain(m.limit()))
          .append('|')
          .append(m.missing() == null ? "" : m.missing())
          .append('|')
          .append(j.verdict())
          .append(m.detail() == null ? "" : "|" + m.detail())
          .append('\n');
    }
    return DigestUtils.sha256Hex(text.toString());
  }

  private static String plain(BigDecimal figure) {
    return figure == null ? "" : figure.stripTrailingZeros().toPlainString();
  }
}
