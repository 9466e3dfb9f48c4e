package dev.muster.routing;

import java.util.Optional;

/** Rules of routing.dmn, which operators edit; the engine evaluates them. */
public interface HardRules {

  /** The model that this role must use for this task in this phase; empty: the mix decides. */
  Optional<String> model(String role, String task, String phase);
}
