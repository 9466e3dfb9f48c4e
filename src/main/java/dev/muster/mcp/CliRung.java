package dev.muster.mcp;

import dev.muster.client.ClientListing.Answer;
import dev.muster.client.ClientListing.Listed;
import dev.muster.plan.Binding;

/** The client's own CLI lists the server: the last rung, taken from its words. */
final class CliRung {
  private static final String NAME = "cli";

  private CliRung() {}

  /** What was found so far, degraded when the CLI does not see it so. */
  static Comparison climb(Ladder ladder, Binding binding, Comparison found, Listed said) {
    if (said.answer() == Answer.NOT_ASKED) {
      ladder.skip(NAME, said.line());
      return found;
    }
    ladder.note(NAME, said.answer().isGood(), said.took(), said.line());
    if (said.answer().isGood()) {
      return found;
    }
    return found.degraded(binding.client() + " itself says: " + said.line());
  }
}
