package dev.muster.engine;

import dev.muster.ledger.Ledger;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Looks each hour for calls that a node was sending which never came back: other nodes may run on
 * for weeks, and none of their starts would find them.
 */
@Component
class LostCalls extends Sweeping {
  private static final Logger LOG = LoggerFactory.getLogger(LostCalls.class);

  /** Often enough that a node which looks is never taken for dead itself. */
  private static final Duration LOOK_EVERY = Duration.ofHours(1);

  private final Ledger ledger;
  private final Sweeper sweeper;

  @Autowired
  LostCalls(Ledger ledger) {
    this(ledger, LOOK_EVERY);
  }

  /** For tests, which cannot wait. */
  LostCalls(Ledger ledger, Duration every) {
    this.ledger = ledger;
    this.sweeper = new Sweeper("muster-lost-calls", every, this::sweep, LOG, "Lost calls");
  }

  void sweep() {
    int unknown = ledger.sweep();
    if (unknown > 0) {
      LOG.warn("{} calls were in flight when their node stopped; they count as UNKNOWN", unknown);
    }
  }

  @Override
  Sweeper sweeper() {
    return sweeper;
  }
}
