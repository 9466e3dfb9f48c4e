package dev.muster.engine.setup;

import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.errorcode.BuiltinExceptionCode;

/**
 * Outlasts transactions that want the same rows at the same time. The engine tells of them in three
 * ways: as optimistic locking, as a deadlock that the database broke, and as a reference to a row
 * that the other transaction deleted. Nothing was written in any of them.
 */
public final class Contention {
  private static final long STEP_MILLIS = 5;

  private Contention() {}

  /**
   * Runs a command of the engine again, a little later each time, until nobody stands in its way.
   *
   * @param tries how often at most
   * @throws ProcessEngineException what stood in the way at the last try
   */
  public static void outlast(int tries, Runnable command) {
    for (int i = 1; ; i++) {
      try {
        command.run();
        return;
      } catch (ProcessEngineException e) {
        if (i == tries || !isCauseOf(e)) {
          throw e;
        }
        pause(i);
      }
    }
  }

  private static boolean isCauseOf(ProcessEngineException failure) {
    return failure instanceof OptimisticLockingException
        || failure.getCode() == BuiltinExceptionCode.DEADLOCK.getCode()
        || failure.getCode() == BuiltinExceptionCode.FOREIGN_KEY_CONSTRAINT_VIOLATION.getCode();
  }

  private static void pause(int tries) {
    try {
      Thread.sleep(STEP_MILLIS * tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
