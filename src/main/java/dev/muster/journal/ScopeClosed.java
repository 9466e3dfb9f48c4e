package dev.muster.journal;

/** A late write into a scope that was taken back. */
public final class ScopeClosed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ScopeClosed(String scope) {
    super("scope " + scope + " was taken back, nothing is written to it any more");
  }
}
