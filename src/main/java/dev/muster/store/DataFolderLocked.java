package dev.muster.store;

import java.nio.file.Path;

/** Another Muster works on this data folder. */
public final class DataFolderLocked extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  DataFolderLocked(Path folder) {
    super(
        "Another Muster is using the data folder "
            + folder
            + ": stop it, or set MUSTER_DATA to another folder");
  }
}
