package dev.muster.agent;

import dev.muster.plan.Agent;
import dev.muster.plan.Task;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a session is told. */
final class SessionTask {
  private static final String HOW =
      """


      You work alone: nobody answers questions. The workspace of the task is not your current
      folder, which is empty and stays so; you reach it only through your tools.""";
  static final String AGAIN =
      """
      An earlier try of this task was broken off. The workspace holds what it left: look at it
      first.

      """;

  private SessionTask() {}

  static String prompt(Agent agent) {
    return agent.prompt().strip() + HOW;
  }

  /** All steps at one go. It begins with a word: a CLI would take other signs for a command. */
  static String text(Run run, Task task) {
    var steps = task.steps().stream().map(Task.Step::prompt);
    var whole = Stream.concat(Stream.of(task.prompt()), steps).collect(Collectors.joining("\n\n"));
    return "Your task:\n\n%s\n\n[muster role=%s task=%s]"
        .formatted(whole.strip(), run.agent(), run.task());
  }

  /** Every try begins anew, in the workspace as it is. */
  static String sent(String text, int number) {
    return number == 1 ? text : AGAIN + text;
  }
}
