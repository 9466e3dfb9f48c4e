package dev.muster.engine;

import dev.muster.engine.pump.LeaseKeeper;
import dev.muster.engine.setup.BundleDeployer;
import dev.muster.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What happens once everything is wired: diagrams, the ledger's sweep, the leases. */
@Component
class EngineStart {
  private static final Logger LOG = LoggerFactory.getLogger(EngineStart.class);
  private final BundleDeployer deployer;
  private final Ledger ledger;
  private final LeaseKeeper leases;

  EngineStart(BundleDeployer deployer, Ledger ledger, LeaseKeeper leases) {
    this.deployer = deployer;
    this.ledger = ledger;
    this.leases = leases;
  }

  @EventListener(ApplicationReadyEvent.class)
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void start() {
    deployer.deploy();
    var unknown = ledger.sweep();
    if (unknown > 0) {
      LOG.warn("{} calls were in flight when their node stopped; they count as UNKNOWN", unknown);
    }
    leases.start();
  }
}
