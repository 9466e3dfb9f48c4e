package dev.muster.evidence;

import dev.muster.store.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Unbroken chains for other rooms' tests. */
public final class Chains {
  private Chains() {}

  /** Evidence on the tests' database. */
  public static Evidence stored() {
    return new EvidenceTable(
        TestDatabase.jdbc(), TestDatabase.transactionManager(), Clock.systemUTC());
  }

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
