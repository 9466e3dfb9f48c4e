package dev.muster.engine.pump;

import java.time.Duration;

/** How long a task is ours without a word. In-flight tasks are extended well before. */
final class Lease {
  static final Duration LENGTH = Duration.ofMinutes(5);
  static final Duration EXTEND_EVERY = Duration.ofMinutes(1);
  static final Duration POLL_EVERY = Duration.ofSeconds(1);

  private Lease() {}
}
