package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one program is started.
 *
 * @param line program and arguments
 * @param folder where it is started
 * @param stand what a confined program's view is made of, deleted after it; null: not confined
 */
record Launch(List<String> line, Path folder, Path stand) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

  /** Whether what has ended was the program, and not what should have confined it. */
  boolean reachedProgram() throws IOException {
    if (stand == null) {
      return true;
    }
    var ready = stand.resolve("ready");
    return Files.exists(ready) && Files.size(ready) > 0;
  }

  /** What cannot be deleted is no reason to throw away how the program ended. */
  @Override
  public void close() {
    if (stand == null) {
      return;
    }
    try {
      Trees.delete(stand);
    } catch (IOException | RuntimeException left) {
      LOG.warn("What confined a program is left at {}: {}", stand, left.toString());
    }
  }
}
