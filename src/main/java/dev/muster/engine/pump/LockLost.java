package dev.muster.engine.pump;

import java.sql.SQLException;
import java.util.Set;
import org.camunda.bpm.engine.OptimisticLockingException;

/**
 * Somebody else held the same rows, so that nothing was written and it may be done again. The
 * engine says so when it sees a newer revision; when two transactions wait for each other, the
 * database ends one, which the engine takes for any other fault.
 */
public final class LockLost {
  /**
   * Serialization failure, deadlock detected, and a reference to what somebody else has just
   * deleted, or has just added to what is deleted here.
   */
  private static final Set<String> STATES = Set.of("40001", "40P01", "23503");

  private LockLost() {}

  /** Whether this is what the failure comes from. */
  public static boolean in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OptimisticLockingException
          || cause instanceof SQLException sql
              && STATES.contains(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }
}
