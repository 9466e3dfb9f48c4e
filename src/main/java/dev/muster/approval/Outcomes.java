package dev.muster.approval;

import dev.muster.approval.Approvals.Decided;
import java.util.Map;

/** What a decision means to the diagram: the outcome that gateways read. */
final class Outcomes {
  private static final Map<String, Decided> BY_DECISION =
      Map.of(
          "REPEAT", new Decided("REPEATED", "REPEAT", null),
          "MEASURE_AGAIN", new Decided("REPEATED", "REPEAT", null),
          "TAKE_BACK", new Decided("TAKE_BACK", "TAKE_BACK", null),
          "KEEP", new Decided("KEEP", "KEEP", null),
          "WAIVE", new Decided("WAIVE", null, null),
          "CONFIRM", new Decided("CONFIRMED", "GO", null),
          "KEEP_QUARANTINED", new Decided("KEPT_OUT", null, null),
          "SKIP", new Decided("SKIPPED", null, null),
          "RETRY", new Decided("RETRY", null, null));

  private Outcomes() {}

  static Decided of(Kind kind, String decision) {
    return switch (decision) {
      case "APPROVE" -> new Decided("APPROVED", kind == Kind.APPROVE_GATE ? "GO" : null, null);
      case "REJECT" -> new Decided("REJECTED", null, null);
      case "REFUSE" -> new Decided("REFUSED", null, null);
      case "ALLOW" -> new Decided("ALLOWED", null, null);
      case "ACCEPT", "ACCEPTED" -> new Decided("ACCEPTED", null, null);
      case "RESOLVED" -> new Decided("RESOLVED", null, null);
      default -> BY_DECISION.get(decision);
    };
  }
}
