package dev.muster.store;

import java.nio.file.Path;

/** The embedded PostgreSQL could not be prepared, started or stopped. */
public final class DatabaseDidNotStart extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  DatabaseDidNotStart(String what, Path log, String lastLine) {
    super(
        "The embedded PostgreSQL "
            + what
            + ": "
            + lastLine.lines().findFirst().orElse("")
            + " (see "
            + log
            + ")");
  }
}
