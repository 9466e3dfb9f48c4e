package dev.muster.rehearsal;

import java.util.List;

/** Cassettes that cannot be played; each problem is one line {@code FILE:LINE: what}. */
public final class CassettesInvalid extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CassettesInvalid(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** The first problem of each broken file. */
  public List<String> problems() {
    return getMessage().lines().toList();
  }
}
