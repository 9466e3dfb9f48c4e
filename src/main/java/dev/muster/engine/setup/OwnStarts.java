package dev.muster.engine.setup;

/** Tells a start that Muster makes itself from one that somebody asks the engine for. */
public final class OwnStarts {
  private static final ThreadLocal<Boolean> OWN = ThreadLocal.withInitial(() -> false);

  private OwnStarts() {}

  /** Starts a process whose variables and business key are Muster's own. */
  public static void start(Runnable body) {
    OWN.set(true);
    try {
      body.run();
    } finally {
      OWN.remove();
    }
  }

  static boolean own() {
    return OWN.get();
  }
}
