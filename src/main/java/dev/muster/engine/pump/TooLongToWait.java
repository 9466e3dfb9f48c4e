package dev.muster.engine.pump;

import java.time.Duration;

/** Whoever was asked wants to be left alone for longer than a task should wait unseen. */
final class TooLongToWait extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooLongToWait(RetryLater later, Duration longest) {
    super(
        "%s; it asks to wait for %d h, and a task waits for %d h at most. Mend: retry when it will answer, or give the work to another model"
            .formatted(later.getMessage(), later.after().toHours(), longest.toHours()));
  }
}
