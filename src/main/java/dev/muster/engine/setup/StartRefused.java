package dev.muster.engine.setup;

import org.camunda.bpm.engine.AuthorizationException;

/**
 * A start that nobody may ask the engine for, in one line. Camunda's REST answers 403 to this kind
 * alone; whatever else a start fails by is a 500 there.
 */
final class StartRefused extends AuthorizationException {
  private static final long serialVersionUID = 1L;

  StartRefused(String line) {
    super(line);
  }
}
