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
    var models = draft.plan().at("models");
    var cli = agent.at("mix").entries().keySet().stream();
    var own = agent.at("routing").at("shares");
    var shares = own.there() ? own : draft.plan().at("routing").at("shares");
    cli.filter(model -> models.at(model).at("cli").there())
        .findFirst()
        .filter(model -> shares.text().filter(text -> !text.equals("runs")).isPresent())
        .ifPresent(model -> tell(draft, name, shares, model));
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
