package dev.muster.engine.pump;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Stops the pump before anything that it needs: pools, connections, the database. */
@Component
class PumpLifecycle implements SmartLifecycle {
  private final LeaseKeeper leases;
  private final Dispatcher dispatcher;
  private final Writers writers;
  private volatile boolean running;

  PumpLifecycle(LeaseKeeper leases, Dispatcher dispatcher, Writers writers) {
    this.leases = leases;
    this.dispatcher = dispatcher;
    this.writers = writers;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    leases.close();
    dispatcher.close();
    writers.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Started last, stopped first. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
