package dev.muster.journal;

/** A cutter's refusal: what is ours cannot be told from what is not. The file stays as it is. */
public final class CannotCut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a person should do
   */
  public CannotCut(String message) {
    super(message);
  }
}
