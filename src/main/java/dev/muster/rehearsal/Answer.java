package dev.muster.rehearsal;

import java.time.Instant;
import java.util.List;

/**
 * What goes out, before a protocol dresses it.
 *
 * @param id unique part of the answer's id
 * @param answeringId model id that answers
 * @param cutOff whether the output limit ended it
 * @param usage null when the endpoint sends none
 */
record Answer(
    String id,
    String answeringId,
    Instant time,
    String text,
    List<Call> calls,
    boolean cutOff,
    Tokens usage) {

  /** A tool call with the unique part of its id. */
  record Call(String id, Said.Call said) {}

  /** Counted tokens; input includes cached. */
  record Tokens(long input, long cached, long output) {
    long total() {
      return input + output;
    }
  }
}
