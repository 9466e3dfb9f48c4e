package dev.muster.engine.pump;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The cause behind the wrappers of futures. */
final class Unwrapped {
  private Unwrapped() {}

  static Throwable of(Throwable failure) {
    var cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
