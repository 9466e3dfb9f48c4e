package dev.muster.engine;

import dev.muster.engine.pump.LeaseKeeper;
import dev.muster.engine.setup.BundleDeployer;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What happens once everything is wired: diagrams, the ledger's sweep, the leases. */
@Component
class EngineStart {
  private final BundleDeployer deployer;
  private final LostCalls calls;
  private final LeaseKeeper leases;

  EngineStart(BundleDeployer deployer, LostCalls calls, LeaseKeeper leases) {
    this.deployer = deployer;
    this.calls = calls;
    this.leases = leases;
  }

  @EventListener(ApplicationReadyEvent.class)
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void start() {
    deployer.deploy();
    calls.sweep();
    leases.start();
  }
}
