package dev.muster.model;

/** A request that asks for what has no price in tokens, or cannot be bounded. */
public final class NotForwardable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotForwardable(String what) {
    super(what);
  }
}
