package dev.muster.store;

/** A back-up that would be empty, or that would write over something. */
public final class BackupRefused extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  BackupRefused(String message) {
    super(message);
  }
}
