package dev.muster.plan;

/** A line of a plan file. */
record Where(String file, int line) implements Comparable<Where> {

  /** The file as a whole. */
  static Where whole(String file) {
    return new Where(file, 0);
  }

  @Override
  public int compareTo(Where other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Integer.compare(line, other.line);
  }
}
