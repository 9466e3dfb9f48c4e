package dev.muster.deployment;

import java.security.SecureRandom;

/** Fresh deployment ids: {@code d-} and eight of a-z, 0-9. */
public final class DeploymentIds {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private DeploymentIds() {}

  /** A new id. */
  public static String fresh() {
    var id = new StringBuilder("d-");
    for (int i = 0; i < 8; i++) {
      id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
