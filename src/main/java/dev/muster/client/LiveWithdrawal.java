package dev.muster.client;

import dev.muster.client.Withdrawal.State;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A withdrawal as its file says it now: people take servers out and put them in by hand. */
final class LiveWithdrawal {
  private LiveWithdrawal() {}

  static Withdrawal of(Withdrawal noted) {
    if (noted.state() == State.NOT_BACK) {
      return noted;
    }
    boolean wasThere = noted.state() == State.STILL_THERE;
    try {
      boolean there = LiveEntry.text(Path.of(noted.file()), noted.server()).isPresent();
      if (there == wasThere) {
        return noted;
      }
      return there
          ? noted.as(State.STILL_THERE, "somebody put it into the file again: take it out by hand")
          : noted.as(State.OUT, null);
    } catch (Unreadable | UncheckedIOException e) {
      return wasThere ? noted : noted.as(State.OUT, "cannot be read by now: " + e.getMessage());
    }
  }
}
