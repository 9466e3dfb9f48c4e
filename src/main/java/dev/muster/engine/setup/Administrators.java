package dev.muster.engine.setup;

import org.camunda.bpm.engine.impl.context.Context;

/** Whether the engine's caller may mend processes by hand. */
final class Administrators {
  private static final String GROUP = "camunda-admin";

  private Administrators() {}

  static boolean asks() {
    var groups = Context.getCommandContext().getAuthenticatedGroupIds();
    return groups != null && groups.contains(GROUP);
  }
}
