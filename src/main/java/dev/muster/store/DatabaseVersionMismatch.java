package dev.muster.store;

import java.nio.file.Path;

/** The database was written by another major version of PostgreSQL. */
public final class DatabaseVersionMismatch extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  DatabaseVersionMismatch(Path folder, String found, String needed) {
    super(
        "The database in "
            + folder
            + " is of PostgreSQL "
            + found
            + ", this Muster brings PostgreSQL "
            + needed
            + ": use the Muster that wrote it, or set MUSTER_DATA to another folder");
  }
}
