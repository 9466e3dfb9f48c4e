package dev.muster.client;

import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.State;

/**
 * How a session went, by every sign that its CLI gives: an exit code of 0 follows on a cancelled
 * run and on refused calls, and one of 1 is also that of a CLI that has been told nothing.
 */
final class Verdict {
  private static final int TAIL = 1500;

  private Verdict() {}

  static Ended of(Said said, Cli.Output output, boolean outOfTurns, boolean outOfTime) {
    State state = state(said, output, outOfTurns, outOfTime);
    return new Ended(
        state,
        said.text(),
        state == State.DONE ? null : reason(state, said, output),
        said.answeredAs(),
        said.turns(),
        said.calls(),
        said.usage(),
        output.exitCode(),
        whole(said, output));
  }

  /** What Muster ended may say a last word in answer to that: then it is no success. */
  private static boolean whole(Said said, Cli.Output output) {
    return said.isWhole() && (output.exitCode() != null || said.wrong().isEmpty());
  }

  private static State state(Said said, Cli.Output output, boolean outOfTurns, boolean outOfTime) {
    if (outOfTurns || said.isOutOfTurns()) {
      return State.TURNS;
    }
    if (outOfTime) {
      return State.TIME;
    }
    if (!said.hasEnded()) {
      return isZero(output) && !said.isKnown() ? State.UNREADABLE : State.BROKEN;
    }
    return said.wrong().isEmpty() && isZero(output) ? State.DONE : State.BROKEN;
  }

  private static boolean isZero(Cli.Output output) {
    return Integer.valueOf(0).equals(output.exitCode());
  }

  private static String reason(State state, Said said, Cli.Output output) {
    String how =
        switch (state) {
          case UNREADABLE -> "it ended well and wrote nothing that this version is known to write";
          case TURNS -> "it used up its turns";
          case TIME -> "its time was up";
          default ->
              "exit code "
                  + output.exitCode()
                  + (said.hasEnded() ? "" : "; its last word is missing")
                  + said.wrong().stream().map(w -> "; " + w).reduce("", String::concat);
        };
    String wrote = tail(output.errors()) + tail(output.text());
    return how
        + ". "
        + (wrote.isEmpty() ? "It wrote nothing" : "The end of what it wrote: " + wrote);
  }

  private static String tail(String text) {
    String plain = text.strip();
    return plain.isEmpty() ? "" : plain.substring(Math.max(0, plain.length() - TAIL)) + "\n";
  }
}
