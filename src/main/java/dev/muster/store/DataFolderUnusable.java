package dev.muster.store;

import java.nio.file.Path;

/** The data folder cannot be read or written. */
public final class DataFolderUnusable extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  DataFolderUnusable(Path file, Exception cause) {
    super("The data folder cannot be used at " + file + ": " + cause.getMessage(), cause);
  }
}
