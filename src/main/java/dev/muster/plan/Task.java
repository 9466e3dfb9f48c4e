package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * A piece of work.
 *
 * @param prompt what the agent is asked
 * @param template folder of the plan copied into the workspace; null: an empty workspace
 * @param seed SQL file for the run's database schema; null: none
 * @param steps when given, the prompts in order with the model expected at each; else one step with
 *     the task's prompt and a model by the mix
 * @param checks acceptance checks, run outside the agent's reach
 * @param rubric what the judge scores, 0 to 10
 * @param personReviews true: "Review result" is always asked
 * @param kind of work, such as boilerplate or review; for routing.dmn; null: not said
 * @param dataClass of what the task shows to models, such as public or secret; for routing.dmn;
 *     null: not said
 */
public record Task(
    String name,
    String prompt,
    String template,
    String seed,
    List<Step> steps,
    List<Check> checks,
    String rubric,
    boolean personReviews,
    @JsonInclude(Include.NON_NULL) String kind,
    @JsonInclude(Include.NON_NULL) String dataClass) {

  /** A task of which routing.dmn knows no more than its name. */
  public Task(
      String name,
      String prompt,
      String template,
      String seed,
      List<Step> steps,
      List<Check> checks,
      String rubric,
      boolean personReviews) {
    this(name, prompt, template, seed, steps, checks, rubric, personReviews, null, null);
  }

  /**
   * One step of a task.
   *
   * @param model plan name of the model, null: by the mix
   */
  public record Step(String name, String model, String prompt) {}

  /**
   * A command that exits 0 when the work is acceptable. It runs in a copy of the workspace, with
   * the plan's folder {@code files} beside it under {@code $MUSTER_CHECK}.
   *
   * @param command program and arguments, no shell
   * @param files folder of the plan with the check's own files; the agent never sees it
   */
  public record Check(String name, List<String> command, String files, int timeoutSeconds) {}
}
