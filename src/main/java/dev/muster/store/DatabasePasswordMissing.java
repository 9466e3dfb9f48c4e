package dev.muster.store;

import java.nio.file.Path;

/** The database exists, but the file with its password is gone. */
public final class DatabasePasswordMissing extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  DatabasePasswordMissing(Path file) {
    super(
        "The password file "
            + file
            + " of the embedded database is missing: put it back from a back-up");
  }
}
