package dev.muster.plan;

/**
 * A mix with a CLI model is counted by runs, since a session is a whole run: who asked for turns,
 * tokens or dollars should know.
 */
final class SharesByRuns implements PlanRule {
  @Override
  public void check(Draft draft) {
    draft.agents().forEach((name, agent) -> agent(draft, name, agent));
  }

  private static void agent(Draft draft, String name, PlanNode agent) {
    var shares = draft.sharesOf(agent);
    if (shares.text().filter(text -> !text.equals("runs")).isPresent()) {
      agent.at("mix").entries().keySet().stream()
          .filter(draft::isCli)
          .findFirst()
          .ifPresent(model -> tell(draft, name, shares, model));
    }
  }

  private static void tell(Draft draft, String name, PlanNode shares, String model) {
    draft
        .problems()
        .add(
            shares.where(),
            "the mix of agent %s counts runs, not %s".formatted(name, shares.text().orElseThrow()),
            model + " works whole runs, through an agent CLI",
            "say runs, or leave the CLI out of the mix");
  }
}
