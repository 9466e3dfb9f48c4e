package dev.muster.approval;

import java.util.Map;

/** Completes a person's task; the engine implements it. */
public interface TaskCompletion {

  /**
   * Completes as this user, retried on optimistic locking.
   *
   * @throws FormRefused when the form may not be acted on
   */
  void complete(String taskId, String user, Map<String, Object> form);
}
