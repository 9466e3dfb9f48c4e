package dev.muster.agent;

import dev.muster.plan.Task;

/** What a run that is worked turn by turn is told. */
final class TurnTask {
  private TurnTask() {}

  /** The task with its first step, or the words of the step that it is at. */
  static String prompt(Run run, Task task, boolean first) {
    var step = task.steps().isEmpty() ? "" : task.steps().get(run.step()).prompt();
    if (!first) {
      return step;
    }
    var text = step.isEmpty() ? task.prompt() : task.prompt() + "\n\n" + step;
    return text + "\n\n[muster role=" + run.agent() + " task=" + run.task() + "]";
  }

  /** The same after sessions that failed, whose workspace it goes on in. */
  static String takenOver(Run run, Task task) {
    return SessionTask.AGAIN + prompt(run, task, true);
  }
}
