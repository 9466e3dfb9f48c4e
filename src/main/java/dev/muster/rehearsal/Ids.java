package dev.muster.rehearsal;

import java.security.SecureRandom;
import org.apache.commons.codec.digest.DigestUtils;

/** Unique parts of ids in the providers' alphabet. */
final class Ids {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 22;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String random() {
    var bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return letters(bytes);
  }

  /** Tool call ids come back in later requests; the same ids keep token counts repeatable. */
  static String of(String text) {
    return letters(DigestUtils.sha256(text));
  }

  private static String letters(byte[] bytes) {
    var id = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt((bytes[i] & 0xff) % ALPHABET.length()));
    }
    return id.toString();
  }
}
