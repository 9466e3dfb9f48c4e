package dev.muster.model;

/** An answer with a good status that is not what its protocol says. */
final class UnreadableAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableAnswer(String what) {
    super(what);
  }
}
