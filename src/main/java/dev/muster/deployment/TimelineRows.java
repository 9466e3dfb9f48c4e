package dev.muster.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.deployment.Status.TimelineRow;
import dev.muster.evidence.EvidenceEntry;
import java.util.ArrayList;
import java.util.List;

/** The evidence, one line for each entry. */
final class TimelineRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 400;

  private TimelineRows() {}

  static List<TimelineRow> of(Facts facts) {
    return facts.chain().stream()
        .map(e -> new TimelineRow(e.at(), e.kind(), e.subject(), facts.marked(cut(text(facts, e)))))
        .toList();
  }

  private static String text(Facts facts, EvidenceEntry entry) {
    var payload = payload(entry);
    return switch (entry.kind()) {
      case "plan-frozen" ->
          "digest "
              + payload.path("digest").asText()
              + ", for "
              + payload.path("requester").asText();
      case "gate-judged" -> payload.path("verdict").asText() + reasons(payload);
      case "gate-waived" ->
          "by " + payload.path("first").asText() + " and " + payload.path("second").asText();
      case "approval-decided", "approval-void" ->
          payload.path("outcome").asText() + " by " + payload.path("by").asText();
      case "run-closed" -> run(payload);
      case "binding-probed" -> payload.path("state").asText() + because(payload);
      case "taken-back" -> payload.path("files").size() + " files";
      default -> fields(payload);
    };
  }

  private static JsonNode payload(EvidenceEntry entry) {
    try {
      return JSON.readTree(entry.payload());
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Measurements that did not pass. */
  private static String reasons(JsonNode result) {
    var bad = new ArrayList<String>();
    for (var judged : result.path("judged")) {
      if (!judged.path("verdict").asText().equals("PASS")) {
        bad.add(judged.path("reason").asText());
      }
    }
    return bad.isEmpty() ? "" : ": " + String.join(" ", bad);
  }

  private static String because(JsonNode probed) {
    var reason = probed.path("reason").asText("");
    return reason.isEmpty() || reason.equals("null") ? "" : ": " + reason;
  }

  private static String run(JsonNode run) {
    return run.path("agent").asText()
        + ", task "
        + run.path("task").asText()
        + ", arm "
        + run.path("arm").asText()
        + ": "
        + run.path("outcome").asText();
  }

  private static String fields(JsonNode payload) {
    var said = new ArrayList<String>();
    payload
        .properties()
        .forEach(
            e -> {
              if (e.getValue().isValueNode() && !e.getValue().asText().isBlank()) {
                said.add(e.getKey() + " " + e.getValue().asText());
              }
            });
    return String.join(", ", said);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
