package dev.muster.engine.people;

import dev.muster.approval.Approvals;
import dev.muster.approval.FormRefused;
import dev.muster.approval.TaskCompletion;
import java.util.ArrayList;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.springframework.stereotype.Component;

/** Completes a task as a person, through the same guard as Tasklist. */
@Component
class EngineTaskCompletion implements TaskCompletion {
  private final TaskService tasks;
  private final IdentityService identity;
  private final CamundaAccounts accounts;
  private final Approvals approvals;

  EngineTaskCompletion(
      TaskService tasks, IdentityService identity, CamundaAccounts accounts, Approvals approvals) {
    this.tasks = tasks;
    this.identity = identity;
    this.accounts = accounts;
    this.approvals = approvals;
  }

  @Override
  public void complete(String taskId, String user, Map<String, Object> form) {
    identity.setAuthentication(user, new ArrayList<>(accounts.groups(user)));
    try {
      tasks.complete(taskId, form);
    } catch (NullValueException e) {
      throw new FormRefused(gone(taskId));
    } catch (AuthorizationException e) {
      throw new FormRefused("user " + user + " may not complete this task");
    } catch (FormFieldValidationException e) {
      throw e.getCause() instanceof FormRefused refused ? refused : e;
    } finally {
      identity.clearAuthentication();
    }
  }

  private String gone(String taskId) {
    return approvals
        .find(taskId)
        .map(known -> "this task is " + known.state() + " already, open the newest one")
        .orElse("no such task: " + taskId);
  }
}
