package dev.muster.telemetry;

import java.time.Instant;
import java.util.function.Supplier;

/** Tells of what has ended, when somebody collects it. */
public interface Spans {

  /** Nobody collects. */
  Spans UNTOLD =
      new Spans() {
        @Override
        public void tell(Supplier<GenAiSpan> ended) {}

        @Override
        public int round(String deploymentId, String phase, Instant moment) {
          return 1;
        }
      };

  /**
   * Tells it; never fails, and waits for no collector.
   *
   * @param ended not asked when nobody collects
   */
  void tell(Supplier<GenAiSpan> ended);

  /**
   * Which round of a phase something belongs to; 1 when nobody collects. Never fails; blocks on the
   * database.
   */
  int round(String deploymentId, String phase, Instant moment);
}
