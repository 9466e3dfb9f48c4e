package dev.muster.agent;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Run ids: {@code r-} and twelve of a-z, 0-9, derived from the process instance. */
final class RunIds {
  private static final int LENGTH = 12;

  private RunIds() {}

  static String of(String instanceId) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(instanceId.getBytes(StandardCharsets.UTF_8));
      return "r-" + new BigInteger(1, hash).toString(36).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
