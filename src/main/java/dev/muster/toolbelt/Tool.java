package dev.muster.toolbelt;

import dev.muster.toolbelt.RunContexts.RunContext;

/**
 * One tool of a server.
 *
 * @param effect what calling it twice does
 */
record Tool(String name, String description, Parameters parameters, Effect effect, Body body) {

  /** What a call leaves behind. */
  enum Effect {
    READS,
    /** Writes; a second call changes nothing more. */
    SETTLES,
    /** Writes; a second call may write again. */
    ACTS
  }

  /** The work itself; anything that it throws becomes an error result. */
  interface Body {
    String run(RunContext run, Arguments arguments) throws Exception;
  }

  boolean readsOnly() {
    return effect == Effect.READS;
  }

  boolean idempotent() {
    return effect != Effect.ACTS;
  }
}
