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
    return found.degraded(
        binding.client() + " itself says: " + said.line() + ". Mend: " + mend(said.answer()));
  }

  private static String mend(Answer answer) {
    return switch (answer) {
      case ABSENT -> "see that the plan's home is the one that this CLI uses";
      case NO_ANSWER ->
          "see that the client's command in the plan can be run, and how long it takes";
      default ->
          "let the CLI list its servers as this user, and see what it lacks: its own login, its"
              + " trust, or a program on its PATH";
    };
  }
}
