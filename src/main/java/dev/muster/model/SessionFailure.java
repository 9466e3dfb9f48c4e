package dev.muster.model;

import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import java.util.regex.Pattern;

/**
 * Why a CLI failed at its vendor, from its own words: the status that its vendor answered with, as
 * Qwen Code ({@code [API Error: 429 ...]}) and Gemini CLI ({@code [API Error:
 * {"error":{"code":429}}]}) write it; Copilot CLI's is written so where its events are read. Other
 * statuses among its words are of what its tools did. Without one nobody knows whether its vendor
 * is to blame, so it is noted and shuts nothing.
 */
final class SessionFailure {
  private static final Pattern STATUS =
      Pattern.compile(
          "\\[API Error:\\s*(?:([45]\\d\\d)\\b|[^\\]\\n]{0,60}?code\\W{1,4}([45]\\d\\d)\\b)"
              + "[^\\]\\n]*");

  private SessionFailure() {}

  static ModelFailure of(Model model, String words) {
    var found = STATUS.matcher(words);
    if (!found.find()) {
      return new ModelFailure(Kind.INCIDENT, Reason.BAD_REQUEST, null, null, words);
    }
    var status = Integer.valueOf(found.group(1) == null ? found.group(2) : found.group(1));
    var line = words.substring(words.lastIndexOf('\n', found.start()) + 1, found.end());
    var reason = Refusals.reason(model, status, line);
    return new ModelFailure(Kind.RETRY, reason, status, null, key(model, reason) + words);
  }

  /** First, for words may be long: whoever is to mend it must know which, as the plan names it. */
  private static String key(Model model, Reason reason) {
    if (reason != Reason.AUTH) {
      return "";
    }
    return model.apiKey() == null
        ? "the login in the person's own home was refused: "
        : "its key " + model.apiKey() + " was refused: ";
  }
}
