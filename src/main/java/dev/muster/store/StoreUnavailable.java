package dev.muster.store;

/**
 * Muster cannot use its data folder or database. The message is one clear line for a person; the
 * command line prints it and exits with 2.
 */
public abstract class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreUnavailable(String message) {
    super(message);
  }

  StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
