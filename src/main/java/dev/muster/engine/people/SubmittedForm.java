package dev.muster.engine.people;

import java.util.Map;

/** The form of the completion that this thread is in; forms never become process variables. */
final class SubmittedForm {
  private static final ThreadLocal<Map<String, Object>> CURRENT = new ThreadLocal<>();

  private SubmittedForm() {}

  static Map<String, Object> current() {
    var form = CURRENT.get();
    return form == null ? Map.of() : form;
  }

  static void with(Map<String, Object> form, Runnable body) {
    CURRENT.set(form == null ? Map.of() : form);
    try {
      body.run();
    } finally {
      CURRENT.remove();
    }
  }
}
