package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * A role.
 *
 * @param name kebab case, such as backend-developer
 * @param title such as Backend Developer
 * @param purpose null, or {@code test}
 * @param state null, or {@code adopted}: runs already, is registered and watched, not provisioned
 * @param prompt the system prompt itself (the file's text when the plan names a file)
 * @param mcp names of toolbelt rooms or of plan servers that it may use and must call
 * @param allowTools patterns {@code server__tool}, {@code server__*}; empty: all of its servers'
 * @param denyTools patterns that win over allow
 * @param riskyTools patterns that a person approves at each call
 * @param canaries names of tasks
 * @param watch file or URL that reports an adopted agent's progress; null otherwise
 * @param temperature wins over that of its models; null: theirs
 * @param routing how its models are chosen, where it differs from the plan; null: it does not
 */
public record Agent(
    String name,
    String title,
    String purpose,
    String state,
    String prompt,
    Mix mix,
    List<String> mcp,
    List<String> allowTools,
    List<String> denyTools,
    List<String> riskyTools,
    AgentBudget budget,
    List<String> canaries,
    String watch,
    long monthlyInputTokens,
    long monthlyOutputTokens,
    @JsonInclude(Include.NON_NULL) Double temperature,
    @JsonInclude(Include.NON_NULL) AgentRouting routing) {

  /** An agent whose models are chosen as the plan says, at their own temperature. */
  public Agent(
      String name,
      String title,
      String purpose,
      String state,
      String prompt,
      Mix mix,
      List<String> mcp,
      List<String> allowTools,
      List<String> denyTools,
      List<String> riskyTools,
      AgentBudget budget,
      List<String> canaries,
      String watch,
      long monthlyInputTokens,
      long monthlyOutputTokens) {
    this(
        name,
        title,
        purpose,
        state,
        prompt,
        mix,
        mcp,
        allowTools,
        denyTools,
        riskyTools,
        budget,
        canaries,
        watch,
        monthlyInputTokens,
        monthlyOutputTokens,
        null,
        null);
  }

  /** Whether this is the workflow test's agent. */
  public boolean isTest() {
    return "test".equals(purpose);
  }

  /** Whether it ran before Muster came. */
  public boolean isAdopted() {
    return "adopted".equals(state);
  }
}
