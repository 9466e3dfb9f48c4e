package dev.muster.engine.people;

import java.util.Map;
import org.camunda.bpm.engine.impl.FormServiceImpl;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * The form service of the house: the same guard for forms, and an allow-list for the start form.
 */
public class GuardedForms extends FormServiceImpl {
  private static final String START_FIELD = "planFile";

  @Override
  public void submitTaskForm(String taskId, Map<String, Object> form) {
    Patiently.complete(form, () -> super.submitTaskForm(taskId, Map.of()));
  }

  @Override
  public VariableMap submitTaskFormWithVariablesInReturn(
      String taskId, Map<String, Object> form, boolean deserialize) {
    submitTaskForm(taskId, form);
    return Variables.createVariables();
  }

  @Override
  public ProcessInstance submitStartForm(String definitionId, Map<String, Object> form) {
    return super.submitStartForm(definitionId, started(form));
  }

  @Override
  public ProcessInstance submitStartForm(
      String definitionId, String businessKey, Map<String, Object> form) {
    // The business key is the deployment's id, which Muster gives.
    return super.submitStartForm(definitionId, started(form));
  }

  private static Map<String, Object> started(Map<String, Object> form) {
    var plan = form == null ? null : form.get(START_FIELD);
    if (!(plan instanceof String text) || text.isBlank() || form.size() != 1) {
      throw Patiently.refused(
          "the start form has one field, planFile: the path of a plan on this machine", null);
    }
    return Map.of(START_FIELD, plan);
  }
}
