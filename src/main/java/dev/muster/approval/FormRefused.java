package dev.muster.approval;

/** A form that may not be acted on: one clear line that says what and how to mend it. */
public final class FormRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FormRefused(String message) {
    super(message);
  }
}
