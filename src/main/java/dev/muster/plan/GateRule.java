package dev.muster.plan;

import java.math.BigDecimal;

/**
 * Every wave has its gate, no limit is looser than the floor of gates.dmn, and the deployment is
 * signed off with all the agents of its waves or not at all.
 */
final class GateRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    var gates = draft.plan().at("gates");
    int waves = draft.waves().size();
    for (int wave = 1; wave <= waves && gates.there(); wave++) {
      if (!gates.at("wave-" + wave).there()) {
        note(
            draft,
            gates.where(),
            "gates lacks wave-" + wave,
            "the plan has " + waves + " waves",
            "add wave-" + wave + ": {quorum: 100}");
      }
    }
    for (var gate : gates.entries().entrySet()) {
      if (gate.getKey().matches(GateKind.WAVE_NAME)
          && Integer.parseInt(gate.getKey().substring("wave-".length())) > waves) {
        note(
            draft,
            gates.key(gate.getKey()),
            "gates has " + gate.getKey(),
            "the plan has " + waves + " waves",
            "remove it");
      }
      GateKind.of(gate.getKey())
          .ifPresent(kind -> limits(draft, kind, "gates." + gate.getKey(), gate.getValue()));
    }
    everybody(draft, gates.at("deployment").at("active-agents"));
  }

  private static void limits(Draft draft, GateKind kind, String path, PlanNode gate) {
    for (var criterion : kind.criteria) {
      var limit = gate.at(criterion.name());
      if (limit.decimal().filter(criterion::looser).isPresent()) {
        note(
            draft,
            limit.where(),
            path + "." + criterion.name() + " is " + limit.text().orElse(""),
            "gates.dmn lets no plan be looser than " + criterion.floor().toPlainString(),
            "write " + criterion.floor().toPlainString() + " or stricter");
      }
    }
  }

  private static void everybody(Draft draft, PlanNode limit) {
    long agents = draft.waves().stream().mapToLong(w -> w.at("agents").items().size()).sum();
    var differs = limit.decimal().map(n -> n.compareTo(BigDecimal.valueOf(agents)));
    if (differs.isPresent() && differs.get() != 0) {
      note(
          draft,
          limit.where(),
          "gates.deployment.active-agents is " + limit.text().orElse(""),
          "the waves hold "
              + agents
              + " agents, so it "
              + (differs.get() > 0 ? "can never pass" : "would pass without some of them"),
          "write " + agents);
    }
  }

  private static void note(Draft draft, Where where, String what, String why, String mend) {
    draft.problems().add(where, what, why, mend);
  }
}
