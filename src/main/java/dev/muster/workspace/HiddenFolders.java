package dev.muster.workspace;

import java.nio.file.Path;
import java.util.List;

/** What no command of an agent's may see besides the data folder; asked at each start of one. */
public interface HiddenFolders {

  /** Absolute; those that are not there do no harm. */
  List<Path> now();
}
