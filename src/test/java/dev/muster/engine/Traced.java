package dev.muster.engine;

import java.util.concurrent.CompletableFuture;

/** A deployment with a bit of everything that history is to know. */
public final class Traced {
  private Traced() {}

  /** Approved its installation, then met an incident; aborted. */
  public static String deployment() {
    var world = World.get();
    var trial = Trial.prepared(world, "");
    trial.startWith(
        "prepare-feature",
        (item, real) -> CompletableFuture.failedFuture(new IllegalStateException("for history")));
    trial.rest();
    world.bean(dev.muster.deployment.Deployments.class).abort(trial.id(), "admin");
    trial.rest();
    return trial.id();
  }
}
