package dev.muster.model;

/** The input of the next call is clearly larger than declared; nothing was reserved or sent. */
public final class InputTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputTooLarge(String agent, long bytes, int maxInputTokens, long allowed) {
    super(
        "the input of agent %s has %d bytes, and maxInputTokens %d allows %d at most: nothing was sent"
            .formatted(agent, bytes, maxInputTokens, allowed));
  }
}
