package dev.muster.client;

import java.time.Instant;

/**
 * A server that a quarantine keeps out of one client's file.
 *
 * @param scope of the journal, under which it was written and will be written back
 * @param note what stands against it, for a person; null: nothing
 */
public record Withdrawal(
    String scope, String server, String file, State state, String note, Instant at) {

  /** How far it is. */
  public enum State {
    /** The file does not hold it. */
    OUT,
    /** It could not be taken out. */
    STILL_THERE,
    /** The quarantine is over, and it could not be written back. */
    NOT_BACK
  }

  /** The client's name. */
  public String client() {
    return scope.substring(scope.lastIndexOf('/') + 1);
  }

  /** Whose scope it is. */
  public String deploymentId() {
    return scope.substring(0, scope.indexOf('/'));
  }

  /** The same as it turned out to be. */
  Withdrawal as(State now, String why) {
    return new Withdrawal(scope, server, file, now, why, at);
  }

  /** For a person. */
  public String told() {
    return switch (state) {
      case OUT -> "taken out of " + file + (note == null ? "" : ", which " + note);
      case STILL_THERE -> "NOT taken out of " + file + ": " + note;
      case NOT_BACK -> "approved, but NOT written back into " + file + ": " + note;
    };
  }
}
