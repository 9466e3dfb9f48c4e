package dev.muster.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every agent is in exactly one wave, but the test agent and adopted ones, which are in none. */
final class WaveRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    Map<String, Integer> waves = new HashMap<>();
    int number = 0;
    for (var wave : draft.waves()) {
      number++;
      for (var agent : wave.at("agents").items()) {
        place(draft, agent, number, waves);
      }
      feature(draft, wave, number, waves);
    }
    if (draft.plan().at("waves").there()) {
      draft.agents().keySet().forEach(name -> placed(draft, name, waves));
    }
    oneTest(draft);
  }

  private static void place(Draft draft, PlanNode agent, int wave, Map<String, Integer> waves) {
    draft.known(agent, draft.agents().keySet(), "agent", "waves[" + wave + "].agents");
    var name = agent.text().orElse("");
    var before = waves.putIfAbsent(name, wave);
    if (before != null) {
      draft
          .problems()
          .add(
              agent.where(),
              "agent " + name + " is in wave " + before + " and in wave " + wave,
              "an agent is rolled out once",
              "remove it from one of them");
    }
    var known = draft.plan().at("agents").at(name);
    if (known.there() && (Draft.tests(known) || !Draft.works(known))) {
      draft
          .problems()
          .add(
              agent.where(),
              "agent " + name + " is in wave " + wave,
              Draft.tests(known)
                  ? "the test agent belongs to no wave"
                  : "an adopted agent runs already and belongs to no wave",
              "remove it from the wave");
    }
  }

  private static void feature(Draft draft, PlanNode wave, int number, Map<String, Integer> waves) {
    Set<String> parts = new HashSet<>();
    for (var part : wave.at("feature").items()) {
      var path = "waves[" + number + "].feature";
      draft.known(part.at("agent"), draft.agents().keySet(), "agent", path);
      draft.known(part.at("task"), draft.tasks().keySet(), "task", path);
      var agent = part.at("agent").text().orElse("");
      if (draft.agents().containsKey(agent) && !waves.containsKey(agent)) {
        note(draft, part, path + " gives work to " + agent, "it is not rolled out by then");
      }
      if (!parts.add(agent + ":" + part.at("task").text().orElse(""))) {
        note(draft, part, path + " holds the same part twice", "each part is done once");
      }
    }
  }

  private static void note(Draft draft, PlanNode part, String what, String why) {
    draft.problems().add(part.where(), what, why, "name another agent or task");
  }

  private static void placed(Draft draft, String name, Map<String, Integer> waves) {
    var agent = draft.plan().at("agents").at(name);
    if (!waves.containsKey(name) && Draft.works(agent) && !Draft.tests(agent)) {
      draft
          .problems()
          .add(
              draft.plan().at("agents").key(name),
              "agent " + name + " is in no wave",
              "it would never be rolled out",
              "add it to a wave, or give it purpose: test or state: adopted");
    }
  }

  private static void oneTest(Draft draft) {
    var agents = draft.plan().at("agents");
    var tests =
        agents.entries().entrySet().stream().filter(e -> Draft.tests(e.getValue())).toList();
    if (tests.isEmpty() && agents.there()) {
      draft
          .problems()
          .add(
              agents.where(),
              "no agent has purpose: test",
              "the workflow test needs one",
              "give one agent purpose: test");
    }
    tests.stream()
        .skip(1)
        .forEach(
            extra ->
                draft
                    .problems()
                    .add(
                        agents.key(extra.getKey()),
                        "agent " + extra.getKey() + " has purpose: test as well",
                        "the workflow test is done by one agent",
                        "keep one of them"));
  }
}
