package dev.muster.engine;

import org.springframework.context.SmartLifecycle;

/** Looks for something again and again for as long as Muster runs. */
abstract class Sweeping implements SmartLifecycle {

  /** That does the looking. */
  abstract Sweeper sweeper();

  @Override
  public final void start() {
    sweeper().start();
  }

  @Override
  public final void stop() {
    sweeper().stop();
  }

  @Override
  public final boolean isRunning() {
    return sweeper().isRunning();
  }
}
