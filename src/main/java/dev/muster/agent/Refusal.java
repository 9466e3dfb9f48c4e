package dev.muster.agent;

import dev.muster.ledger.BudgetExhausted;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was refused for want of budget.
 *
 * @param node of the budget tree that has too little left
 * @param dimension USD, tokens, turns or minutes
 */
record Refusal(String node, String dimension, String words) {

  static Refusal of(BudgetExhausted exhausted) {
    return new Refusal(exhausted.node(), exhausted.dimension(), exhausted.getMessage());
  }

  /**
   * Found in the words of a CLI, which the gateway told it.
   *
   * @param path of the run; any node above it may be used up
   */
  static Optional<Refusal> of(String words, String path) {
    var deployment = path.substring(0, path.indexOf('/'));
    var refusal =
        Pattern.compile(
            "budget ("
                + Pattern.quote(deployment)
                + "\\S*) has [0-9.-]+ (USD|tokens|turns|minutes) left[^\\n\"\\\\]*");
    var found = refusal.matcher(words);
    while (found.find()) {
      if ((path + "/").startsWith(found.group(1) + "/")) {
        return Optional.of(new Refusal(found.group(1), found.group(2), found.group()));
      }
    }
    return Optional.empty();
  }

  /** Whether the run's own turns are used up, not those of a node above it. */
  boolean isTurnsOf(Run run) {
    return dimension.equals("turns") && node.equals(run.budgetPath());
  }
}
