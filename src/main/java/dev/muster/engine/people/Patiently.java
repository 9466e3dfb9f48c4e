package dev.muster.engine.people;

import dev.muster.approval.FormRefused;
import dev.muster.engine.setup.Contention;
import java.util.Map;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;

/**
 * A person's completion: retried while others hold the rows, refusals as one line for the person.
 */
final class Patiently {
  private static final int TRIES = 20;

  private Patiently() {}

  static void complete(Map<String, Object> form, Runnable completion) {
    try {
      Contention.outlast(TRIES, () -> SubmittedForm.with(form, completion));
    } catch (RuntimeException e) {
      throw refusal(e);
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
}
