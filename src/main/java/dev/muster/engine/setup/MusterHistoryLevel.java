package dev.muster.engine.setup;

import java.util.Set;
import org.camunda.bpm.engine.impl.history.HistoryLevel;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;

/**
 * What governance needs and no more: activities, tasks, decisions, the operator log, incidents,
 * jobs and external tasks. Variables are left out; Muster's own tables hold the rest. The level of
 * a database can never change later, so its id is fixed.
 */
public final class MusterHistoryLevel implements HistoryLevel {
  /** The name used in the configuration. */
  public static final String NAME = "muster";

  private static final int ID = 71;
  private static final Set<String> LEFT_OUT =
      Set.of("variable-instance", "form-property", "case-instance", "case-activity-instance");

  @Override
  public int getId() {
    return ID;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public boolean isHistoryEventProduced(HistoryEventType type, Object entity) {
    return !LEFT_OUT.contains(type.getEntityType());
  }
}
