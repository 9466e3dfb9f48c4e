package dev.muster.ledger;

/** What the ledger says to a call. */
public sealed interface Opening {

  /**
   * Send it: reservation and attempt SENDING are committed.
   *
   * @param step from 1, stable for the external task
   * @param attempt the try, from 1
   */
  record Send(long attemptId, int step, int attempt) implements Opening {}

  /** It was paid before: here is the stored answer (JSON as given to {@link Ledger#answered}). */
  record Stored(long attemptId, int step, String answer) implements Opening {}
}
