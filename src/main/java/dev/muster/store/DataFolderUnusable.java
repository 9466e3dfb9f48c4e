package dev.muster.store;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The data folder cannot be read or written. */
public final class DataFolderUnusable extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  DataFolderUnusable(Path file, Exception cause) {
    super(
        "The data folder cannot be used at "
            + file
            + ": "
            + why(cause)
            + "; set MUSTER_DATA to a folder in which you may write",
        cause);
  }

  /** Of these the message is the path alone. */
  private static String why(Exception cause) {
    if (cause instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file is in its place";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
