package dev.muster.agent;

import java.util.Optional;
import java.util.regex.Pattern;

/** Finds in a CLI's words what the gateway refused to it for want of money. */
final class Refusal {
  private Refusal() {}

  /**
   * @param path of the run; any node above it may be used up
   */
  static Optional<String> of(String words, String path) {
    var deployment = path.substring(0, path.indexOf('/'));
    var refusal =
        Pattern.compile(
            "budget ("
                + Pattern.quote(deployment)
                + "\\S*) has [0-9.-]+ (?:USD|tokens|turns|minutes) left[^\\n\"\\\\]*");
    var found = refusal.matcher(words);
    while (found.find()) {
      if ((path + "/").startsWith(found.group(1) + "/")) {
        return Optional.of(found.group());
      }
    }
    return Optional.empty();
  }
}
