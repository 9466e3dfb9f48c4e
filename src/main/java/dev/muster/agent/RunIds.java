package dev.muster.agent;

import java.math.BigInteger;
import org.apache.commons.codec.digest.DigestUtils;

/** Run ids: {@code r-} and twelve of a-z, 0-9, derived from the process instance. */
final class RunIds {
  private static final int LENGTH = 12;

  private RunIds() {}

  static String of(String instanceId) {
    var hash = new BigInteger(1, DigestUtils.sha256(instanceId));
    return "r-" + hash.toString(36).substring(0, LENGTH);
  }
}
