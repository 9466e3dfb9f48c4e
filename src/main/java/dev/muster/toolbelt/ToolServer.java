package dev.muster.toolbelt;

import dev.muster.plan.Toolbelt;
import java.time.Duration;
import java.util.List;

/** One server of the toolbelt: a name and its tools. */
interface ToolServer {
  Duration USUAL_LIMIT = Duration.ofSeconds(30);

  /** One of {@link Toolbelt#SERVERS}. */
  String name();

  List<Tool> tools();

  /** How long one call may take. */
  default Duration limit(Toolbelt limits) {
    return USUAL_LIMIT;
  }

  /** Frees what is held for a run. */
  default void release(String runId) {}
}
