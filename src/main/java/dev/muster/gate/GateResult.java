package dev.muster.gate;

import java.time.Instant;
import java.util.List;

/**
 * A gate judged once.
 *
 * @param subject agent or empty
 * @param round counts repeats, from 1
 * @param evidence SHA-256 (hex) over deployment, gate, subject and the stored measurements with
 *     their verdicts, without times
 * @param waived true when two approvers waived an INCONCLUSIVE one
 */
public record GateResult(
    String deploymentId,
    String gate,
    String subject,
    int round,
    Verdict verdict,
    List<Judged> judged,
    String evidence,
    boolean waived,
    Instant at) {

  /** The reasons, one sentence for each measurement that did not pass, else all. */
  public List<String> reasons() {
    var bad = judged.stream().filter(j -> j.verdict() != Verdict.PASS).map(Judged::reason).toList();
    return bad.isEmpty() ? judged.stream().map(Judged::reason).toList() : bad;
  }

  /** Whether the process may go on. */
  public boolean goes() {
    return verdict == Verdict.PASS || waived;
  }
}
