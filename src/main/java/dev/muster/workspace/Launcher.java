package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prepares the start of a program. */
@FunctionalInterface
interface Launcher {

  /**
   * @param homes where it may put what lives as long as the program
   * @param shown what the program needs of covered folders
   */
  Launch launch(List<String> line, Path folder, Path homes, List<Shown> shown) throws IOException;
}
