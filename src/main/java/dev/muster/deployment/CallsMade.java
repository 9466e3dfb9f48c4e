package dev.muster.deployment;

import java.time.Instant;
import java.util.Set;

/** A counter outside Muster that saw the calls, such as the rehearsal's model server's log. */
public interface CallsMade {

  /**
   * Requests that the model server received for these attempts of the ledger. Those that name no
   * attempt count too: nobody but Muster has the server's key, so a call went past the ledger.
   *
   * @param since when the deployment began
   */
  int received(Set<Long> attempts, Instant since);
}
