package dev.muster.secret;

/**
 * {@code secrets.env} is not used as it is. The message is one line for a person and holds no
 * value; the command line exits with 2.
 */
public sealed class SecretsFileUnusable extends RuntimeException
    permits SecretsFileExposed, SecretsFileMalformed {
  private static final long serialVersionUID = 1L;

  SecretsFileUnusable(String message) {
    super(message);
  }
}
