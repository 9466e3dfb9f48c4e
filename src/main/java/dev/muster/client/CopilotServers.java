package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.CliSessions.Session;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of a session's servers Copilot CLI is connected to, as it tells on the way: a slow one is
 * pending in its list and connected a moment later. What counts is where they stand when the model
 * is first asked, and that none is lost afterwards.
 */
final class CopilotServers {
  private static final String CONNECTED = "connected";
  private static final String PENDING = "pending";
  private final Map<String, String> states = new TreeMap<>();
  private final Said said;
  private final Session session;
  private boolean begun;
  private boolean ended;

  CopilotServers(Said said, Session session) {
    this.said = said;
    this.session = session;
  }

  void is(JsonNode name, JsonNode state) {
    var server = name.asText();
    if (session.servers().stream().noneMatch(s -> s.name().equals(server))) {
      return;
    }
    states.put(server, state.asText());
    if (begun && !ended && !state.asText().equals(PENDING)) {
      judge(server);
    }
  }

  /** Whoever connects again must be there now; what they do while it closes them is nothing. */
  void end() {
    begin();
    if (!ended) {
      ended = true;
      states.keySet().stream()
          .filter(server -> states.get(server).equals(PENDING))
          .forEach(this::judge);
    }
  }

  /** The model is asked, with the tools that are there by now. */
  void begin() {
    if (!begun) {
      begun = true;
      states.keySet().forEach(this::judge);
    }
  }

  private void judge(String server) {
    if (!states.get(server).equals(CONNECTED)) {
      said.wrong("its server " + server + " is " + states.get(server));
    }
  }
}
