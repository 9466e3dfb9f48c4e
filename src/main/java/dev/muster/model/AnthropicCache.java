package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Marks the long prefixes that the next call of an agent begins with: its tools, its system prompt,
 * and the conversation so far. A cached token costs a tenth when it is read again within five
 * minutes, and a quarter more when it is written: who has no tools asks once, and gets no mark on
 * what nobody reads again. Four marks are allowed, and these are four at most.
 */
final class AnthropicCache {
  /** Shorter prefixes are not cached by any model (1,024 tokens), so a mark would be noise. */
  private static final int LONG = 4096;

  private AnthropicCache() {}

  static void mark(ObjectNode body) {
    var tools = body.path("tools");
    int toolsLength = tools.isEmpty() ? 0 : tools.toString().length();
    if (toolsLength >= LONG) {
      end(tools.get(tools.size() - 1));
    }
    var system = body.path("system").asText();
    if (!system.isEmpty() && toolsLength + system.length() >= LONG) {
      var block = body.putArray("system").addObject().put("type", "text").put("text", system);
      end(block);
    }
    if (toolsLength > 0) {
      conversation(body.path("messages"), toolsLength + system.length());
    }
  }

  /**
   * Its end, for the next call, and where the last call ended: what that one wrote is looked for
   * from a mark, and from no more than 20 blocks behind one. Both are what a person or a tool said;
   * thinking takes no mark.
   */
  private static void conversation(JsonNode messages, int before) {
    int last = messages.size() - 1;
    if (before + messages.toString().length() < LONG) {
      return;
    }
    for (int at = last; at >= 0 && at >= last - 2; at -= 2) {
      var content = messages.path(at).path("content");
      if (!messages.path(at).path("role").asText().equals("user") || content.isEmpty()) {
        return;
      }
      end(content.get(content.size() - 1));
    }
  }

  private static void end(JsonNode block) {
    ((ObjectNode) block).putObject("cache_control").put("type", "ephemeral");
  }
}
