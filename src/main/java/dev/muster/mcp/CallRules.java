package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Rule;
import java.util.Optional;

/**
 * What the plan lets be called, and with which arguments. Asked for every call that leaves Muster;
 * what it cannot judge it refuses. RE2 takes time in proportion to the text, whatever the
 * expression.
 */
final class CallRules {
  /** Longer texts are refused: nobody writes a rule for them. */
  private static final int MAX_TEXT = 1 << 20;

  private CallRules() {}

  /** Why this call must not be sent, naming the rule; empty when it may. */
  static Optional<String> refusal(McpServer server, String tool, JsonNode arguments) {
    if (!server.lets(tool)) {
      return Optional.of(
          "refused: the plan does not let " + tool + " of " + server.name() + " be used");
    }
    return server.tools() == null
        ? Optional.empty()
        : server.tools().rules().stream()
            .filter(rule -> rule.tool().equals(tool))
            .flatMap(rule -> broken(rule, arguments).stream())
            .findFirst();
  }

  private static Optional<String> broken(Rule rule, JsonNode arguments) {
    JsonNode value = arguments == null ? null : arguments.get(rule.argument());
    String why = value == null ? "it is missing" : mismatch(rule, value);
    return why == null
        ? Optional.empty()
        : Optional.of(
            "refused: the plan's rule for "
                + rule.tool()
                + " wants argument "
                + rule.argument()
                + " to match "
                + rule.matches()
                + ", but "
                + why);
  }

  private static String mismatch(Rule rule, JsonNode value) {
    try {
      return mismatch(Pattern.compile(rule.matches()), value);
    } catch (PatternSyntaxException unreadable) {
      return "that expression cannot be read: " + unreadable.getMessage();
    }
  }

  /** Every element of a list must match; an empty one has nothing that could. */
  private static String mismatch(Pattern pattern, JsonNode value) {
    if (value.isArray() && !value.isEmpty()) {
      for (JsonNode element : value) {
        String why = scalar(pattern, element, "an element");
        if (why != null) {
          return why;
        }
      }
      return null;
    }
    return scalar(pattern, value, "it");
  }

  /** The value itself is not repeated: it may be long, or secret. */
  private static String scalar(Pattern pattern, JsonNode value, String what) {
    if (!value.isValueNode() || value.isNull()) {
      return what + " is " + kind(value);
    }
    String text = value.asText();
    if (text.length() > MAX_TEXT) {
      return what + " is longer than " + MAX_TEXT + " characters";
    }
    return pattern.matches(text) ? null : what + " does not";
  }

  private static String kind(JsonNode value) {
    return value.isObject() ? "an object" : value.isArray() ? "a list of lists, or empty" : "null";
  }
}
