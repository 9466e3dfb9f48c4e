package dev.muster.secret;

import java.nio.file.Path;

/** Others than the owner may touch the file: what is in it is no secret. */
public final class SecretsFileExposed extends SecretsFileUnusable {
  private static final long serialVersionUID = 1L;

  SecretsFileExposed(Path file, String mode) {
    super(file + " is open to others (" + mode + "): chmod 600 " + file);
  }
}
