package dev.muster.model;

import dev.muster.plan.Model;
import java.time.Instant;

/**
 * Hears of CLIs that work at their vendor: their calls, which nobody else tells of, are not ours.
 */
public interface SessionHealth {

  /**
   * It has worked: what stood against its model is over.
   *
   * @param begun when its session did
   */
  void worked(Model model, Instant begun);

  /**
   * It has failed: as a failed call does, that shuts its model for a while to whoever may have
   * another one.
   *
   * @param words of the CLI, which may hold the vendor's status
   * @return the same with what to mend, where that is known
   */
  String broke(Model model, String words);
}
