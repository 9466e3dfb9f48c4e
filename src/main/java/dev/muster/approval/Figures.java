package dev.muster.approval;

import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import dev.muster.gate.Judged;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/** What a task shows: a summary in words and the figures as a Markdown table. */
record Figures(String summary, String table) {
  private static final int LONGEST = 3500;

  static Figures of(Approvals.Question q, Gates gates) {
    if (q.gate().isEmpty()) {
      return new Figures(cut(q.details()), "");
    }
    return gates
        .newest(q.deploymentId(), q.gate(), q.subject())
        .map(r -> new Figures(cut(summary(r) + more(q)), cut(table(r))))
        .orElse(new Figures("The gate " + q.gate() + " was not judged.", ""));
  }

  private static String summary(GateResult r) {
    var name = r.subject().isEmpty() ? r.gate() : r.gate() + " (" + r.subject() + ")";
    return "Gate "
        + name
        + ", round "
        + r.round()
        + ": "
        + r.verdict()
        + ". "
        + String.join(" ", r.reasons())
        + details(r);
  }

  private static String more(Approvals.Question q) {
    return q.details().isEmpty() ? "" : "\n\n" + q.details();
  }

  /** What the evidence names beside the figures, the digest covers it. */
  private static String details(GateResult r) {
    return r.judged().stream()
        .map(j -> j.measurement().detail())
        .filter(detail -> detail != null)
        .map(detail -> "\n\nTools approved with it: " + detail)
        .collect(Collectors.joining());
  }

  private static String table(GateResult r) {
    var rows = new StringBuilder("| criterion | measured | limit | verdict |\n|---|---|---|---|\n");
    for (Judged j : r.judged()) {
      var m = j.measurement();
      rows.append("| ")
          .append(m.criterion())
          .append(" | ")
          .append(m.measured() == null ? "missing" : plain(m.measured()) + " " + m.unit())
          .append(" | ")
          .append(m.limit() == null ? "none" : plain(m.limit()) + " " + m.unit())
          .append(" | ")
          .append(j.verdict())
          .append(" |\n");
    }
    return rows.toString();
  }

  private static String plain(BigDecimal figure) {
    return figure.stripTrailingZeros().toPlainString();
  }

  /** String variables of the engine hold 4,000 characters. */
  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
