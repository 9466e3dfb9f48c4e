package dev.muster.engine.people;

import dev.muster.approval.FormRefused;
import java.util.Map;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.OptimisticLockingException;

/** A person's completion: retried on optimistic locking, refusals as one line for the person. */
final class Patiently {
  private static final int TRIES = 20;

  private Patiently() {}

  static void complete(Map<String, Object> form, Runnable completion) {
    for (int i = 1; ; i++) {
      try {
        SubmittedForm.with(form, completion);
        return;
      } catch (OptimisticLockingException e) {
        if (i == TRIES) {
          throw e;
        }
        pause(i);
      } catch (RuntimeException e) {
        throw refusal(e);
      }
    }
  }

  private static RuntimeException refusal(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FormRefused) {
        return new BadUserRequestException(cause.getMessage(), cause);
      }
    }
    return failure;
  }

  private static void pause(int tries) {
    try {
      Thread.sleep(5L * tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
