package dev.muster.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Drawn once, and kept as its hash only. */
final class TokenSecret {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TokenSecret() {}

  /** So many random bytes. */
  static String hex(int bytes) {
    var fresh = new byte[bytes];
    RANDOM.nextBytes(fresh);
    return HexFormat.of().formatHex(fresh);
  }

  static String hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** In the same time whatever differs. */
  static boolean isOf(String hash, String token) {
    return MessageDigest.isEqual(
        hash.getBytes(StandardCharsets.UTF_8), hash(token).getBytes(StandardCharsets.UTF_8));
  }
}
