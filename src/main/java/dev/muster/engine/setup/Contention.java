package dev.muster.engine.setup;

import java.sql.SQLException;
import java.util.Set;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.exception.NullValueException;

/**
 * Outlasts transactions that want the same rows at the same time. The engine sees a newer revision,
 * or the database ends one of two that wait for each other, or refuses a reference to what the
 * other has just deleted, or has just added to what is deleted here, or the engine does not find
 * what has just ended. Nothing was written then.
 */
public final class Contention {
  private static final long STEP_MILLIS = 5;

  /** Serialization failure, deadlock detected, and a reference that does not hold any more. */
  private static final Set<String> STATES = Set.of("40001", "40P01", "23503");

  /** What the engine says when a called process ends while its caller is being interrupted. */
  private static final String ENDED = "Cannot restore state of process instance";

  private Contention() {}

  /**
   * Runs a command of the engine again, a little later each time, until nobody stands in its way.
   *
   * @param tries how often at most
   * @throws RuntimeException any other fault at once, or what stood in the way at the last try
   */
  public static void outlast(int tries, Runnable command) {
    for (int i = 1; ; i++) {
      try {
        command.run();
        return;
      } catch (RuntimeException e) {
        if (i == tries || !isCauseOf(e)) {
          throw e;
        }
        pause(i);
      }
    }
  }

  private static boolean isCauseOf(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OptimisticLockingException
          || cause instanceof SQLException sql && STATES.contains("" + sql.getSQLState())
          || cause instanceof NullValueException && cause.getMessage().startsWith(ENDED)) {
        return true;
      }
    }
    return false;
  }

  private static void pause(int tries) {
    try {
      Thread.sleep(STEP_MILLIS * tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
