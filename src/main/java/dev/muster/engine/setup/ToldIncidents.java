package dev.muster.engine.setup;

import dev.muster.deployment.Notices;
import dev.muster.deployment.Notices.Notice;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.runtime.Incident;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tells of incidents; the engine's own handlers keep them. */
@Component
class ToldIncidents {
  private static final List<String> TYPES =
      List.of(Incident.EXTERNAL_TASK_HANDLER_TYPE, Incident.FAILED_JOB_HANDLER_TYPE);
  private final ObjectProvider<Notices> notices;

  ToldIncidents(ObjectProvider<Notices> notices) {
    this.notices = notices;
  }

  Stream<IncidentHandler> handlers() {
    return TYPES.stream().map(Told::new);
  }

  /**
   * An incident is made once, and the commit that makes it tells it. One that comes again after a
   * person's retry is another event, so that its key is another one.
   */
  private void tell(IncidentContext incident, String message) {
    var execution =
        incident.getExecutionId() == null
            ? null
            : Context.getCommandContext()
                .getExecutionManager()
                .findExecutionById(incident.getExecutionId());
    if (execution == null || !(execution.getVariable("deploymentId") instanceof String id)) {
      return;
    }
    notices
        .getObject()
        .tell(
            new Notice(
                id,
                UUID.randomUUID().toString(),
                "incident",
                incident.getActivityId(),
                message == null ? "" : message,
                Notices.pageOf(id)));
  }

  /** Stands beside the engine's handler of the same type. */
  private final class Told implements IncidentHandler {
    private final String type;

    private Told(String type) {
      this.type = type;
    }

    @Override
    public String getIncidentHandlerType() {
      return type;
    }

    @Override
    public Incident handleIncident(IncidentContext context, String message) {
      tell(context, message);
      return null;
    }

    @Override
    public void resolveIncident(IncidentContext context) {
      // Only what needs a person is told.
    }

    @Override
    public void deleteIncident(IncidentContext context) {
      // Only what needs a person is told.
    }
  }
}
