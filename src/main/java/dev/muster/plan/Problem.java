package dev.muster.plan;

/**
 * One fault of a plan, printed as {@code FILE:LINE: what, why, mend}.
 *
 * @param line from 1; 0 when the file as a whole is meant
 */
public record Problem(String file, int line, String what, String why, String mend) {

  @Override
  public String toString() {
    return file + ":" + line + ": " + what + ", " + why + ", " + mend;
  }
}
