package dev.muster.engine.people;

import dev.muster.approval.FormRefused;
import dev.muster.engine.pump.LockLost;
import java.util.Map;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;

/** A person's completion: retried on optimistic locking, refusals as one line for the person. */
final class Patiently {
  private static final int TRIES = 20;

  private Patiently() {}

  static void complete(Map<String, Object> form, Runnable completion) {
    for (int i = 1; ; i++) {
      try {
        SubmittedForm.with(form, completion);
        return;
      } catch (RuntimeException e) {
        if (!LockLost.in(e)) {
          throw refusal(e);
        }
        if (i == TRIES) {
          throw e;
        }
        pause(i);
      }
    }
  }

  private static RuntimeException refusal(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FormRefused) {
        return refused(cause.getMessage(), cause);
      }
    }
    return failure;
  }

  /** Camunda's REST answers 400 to this one alone; to other refusals of a form it says 500. */
  static FormFieldValidationException refused(String line, Throwable cause) {
    return new FormFieldValidationException(line, line, cause);
  }

  private static void pause(int tries) {
    try {
      Thread.sleep(5L * tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
