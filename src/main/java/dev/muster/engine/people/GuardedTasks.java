package dev.muster.engine.people;

import java.util.Map;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * The task service of the house: what a person submits is handed to the approval room and never
 * written as process variables, whoever calls (Tasklist, REST, our API).
 */
public class GuardedTasks extends TaskServiceImpl {

  @Override
  public void complete(String taskId) {
    complete(taskId, Map.of());
  }

  @Override
  public void complete(String taskId, Map<String, Object> form) {
    Patiently.complete(form, () -> super.complete(taskId, null));
  }

  @Override
  public VariableMap completeWithVariablesInReturn(
      String taskId, Map<String, Object> form, boolean deserialize) {
    complete(taskId, form);
    return Variables.createVariables();
  }

  @Override
  public void resolveTask(String taskId, Map<String, Object> form) {
    resolveTask(taskId);
  }

  @Override
  public void handleBpmnError(String taskId, String code, String message, Map<String, Object> v) {
    throw new org.camunda.bpm.engine.BadUserRequestException(
        "errors are not thrown from tasks here: complete the task with a decision");
  }

  @Override
  public void handleEscalation(String taskId, String code, Map<String, Object> variables) {
    throw new org.camunda.bpm.engine.BadUserRequestException(
        "escalations are not thrown from tasks here: complete the task with a decision");
  }
}
