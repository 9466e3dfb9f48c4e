package dev.muster.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * How the links of a chain hold together; needs no database, so an exported chain can be checked.
 */
public final class EvidenceChain {
  /** What the first link of a chain names as the one before it. */
  public static final String START = "0".repeat(64);

  private EvidenceChain() {}

  /**
   * The number of the first link that does not fit, or empty when all do. A chain that lost its
   * last links still fits: compare its last hash with one that was noted elsewhere.
   */
  public static OptionalInt firstBroken(List<EvidenceEntry> chain) {
    String previous = START;
    String deployment = chain.isEmpty() ? "" : chain.get(0).deploymentId();
    int number = 1;
    for (EvidenceEntry entry : chain) {
      boolean follows =
          entry.number() == number
              && entry.deploymentId().equals(deployment)
              && entry.previousHash().equals(previous);
      if (!follows || !entry.hash().equals(hash(entry))) {
        return OptionalInt.of(number);
      }
      previous = entry.hash();
      number++;
    }
    return OptionalInt.empty();
  }

  /** The link after {@code previous}, with its hash. */
  static EvidenceEntry link(
      String deploymentId,
      int number,
      Instant at,
      String kind,
      String subject,
      String payload,
      String previous) {
    var open = new EvidenceEntry(deploymentId, number, at, kind, subject, payload, previous, "");
    return new EvidenceEntry(
        deploymentId, number, at, kind, subject, payload, previous, hash(open));
  }

  /** Over JSON of all fields but the hash: no field can lend its end to the next one's start. */
  private static String hash(EvidenceEntry entry) {
    String covered =
        CanonicalJson.write(
            Map.of(
                "previousHash", entry.previousHash(),
                "deploymentId", entry.deploymentId(),
                "number", entry.number(),
                "at", entry.at().toString(),
                "kind", entry.kind(),
                "subject", entry.subject(),
                "payload", entry.payload()));
    return DigestUtils.sha256Hex(covered);
  }
}
