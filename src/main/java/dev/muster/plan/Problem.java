package dev.muster.plan;

/**
 * One fault of a plan, printed as {@code FILE:LINE: what, why, mend}, without a line where none is
 * meant.
 *
 * @param line from 1; 0 when the file as a whole is meant
 */
public record Problem(String file, int line, String what, String why, String mend) {

  @Override
  public String toString() {
    return place() + told();
  }

  /** The same of what stops nothing. */
  public String warning() {
    return place() + "warning: " + told();
  }

  private String place() {
    return line == 0 ? file + ": " : file + ":" + line + ": ";
  }

  private String told() {
    return what + ", " + why + ", " + mend;
  }
}
