package dev.muster.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Unbroken chains for other rooms' tests. */
public final class Chains {
  private Chains() {}

  /** One link for each kind. */
  public static List<EvidenceEntry> of(String deploymentId, String... kinds) {
    var chain = new ArrayList<EvidenceEntry>();
    var previous = EvidenceChain.START;
    for (var kind : kinds) {
      var at = Instant.parse("2026-11-23T10:00:00Z").plusSeconds(chain.size());
      var number = chain.size() + 1;
      chain.add(EvidenceChain.link(deploymentId, number, at, kind, "SIGNED_OFF", "{}", previous));
      previous = chain.get(number - 1).hash();
    }
    return chain;
  }
}
