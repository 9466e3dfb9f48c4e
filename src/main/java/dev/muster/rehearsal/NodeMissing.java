package dev.muster.rehearsal;

/** There is no Node that can run the stand-ins; the message says what is needed. */
public final class NodeMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeMissing(String found) {
    super("Node 20 or newer is needed on the PATH: " + found);
  }
}
