package dev.muster.secret;

import java.nio.file.Path;

/** A line that is no KEY=VALUE; the line itself is not shown, since it may hold a value. */
public final class SecretsFileMalformed extends SecretsFileUnusable {
  private static final long serialVersionUID = 1L;

  SecretsFileMalformed(Path file, int line) {
    super(file + ":" + line + ": not KEY=VALUE with a key of letters, digits and underscores");
  }

  SecretsFileMalformed(Path file, String why) {
    super(file + ": " + why);
  }
}
