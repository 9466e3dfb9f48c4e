package dev.muster.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.workspace.Enclosure;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** That agents' commands were not confined when a deployment began: kept, and told to readers. */
@Component
class NotConfined {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND = "commands-not-confined";
  private final Enclosure enclosure;
  private final Evidence evidence;

  NotConfined(Enclosure enclosure, Evidence evidence) {
    this.enclosure = enclosure;
    this.evidence = evidence;
  }

  void record(String deploymentId) {
    enclosure
        .warning()
        .ifPresent(
            warning -> evidence.append(deploymentId, KIND, "commands", Map.of("warning", warning)));
  }

  static List<String> findings(List<EvidenceEntry> chain) {
    return chain.stream()
        .filter(entry -> entry.kind().equals(KIND))
        .map(entry -> "When this deployment began: " + warning(entry.payload()) + ".")
        .distinct()
        .toList();
  }

  private static String warning(String payload) {
    try {
      return JSON.readTree(payload).path("warning").asText();
    } catch (JsonProcessingException e) {
      return "agents' commands were not confined";
    }
  }
}
