package dev.muster.plan;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plan that may be faulty, as the rules see it. */
record Draft(PlanNode plan, PlanFiles files, Problems problems) {

  Map<String, PlanNode> models() {
    return plan.at("models").entries();
  }

  Map<String, PlanNode> agents() {
    return plan.at("agents").entries();
  }

  Map<String, PlanNode> tasks() {
    return plan.at("tasks").entries();
  }

  Map<String, PlanNode> servers() {
    return plan.at("mcpServers").entries();
  }

  Map<String, PlanNode> clients() {
    return plan.at("clients").entries();
  }

  List<PlanNode> waves() {
    return plan.at("waves").items();
  }

  String baseline() {
    return plan.at("baseline").at("model").text().orElse("");
  }

  /** Whether the model is an agent CLI's. */
  boolean isCli(String model) {
    return plan.at("models").at(model).at("cli").there();
  }

  /** What the agent's mix counts, as it says itself or else the plan. */
  PlanNode sharesOf(PlanNode agent) {
    var own = agent.at("routing").at("shares");
    return own.there() ? own : plan.at("routing").at("shares");
  }

  /** Whether the agent is worked by Muster: not adopted. */
  static boolean works(PlanNode agent) {
    return agent.at("state").text().isEmpty();
  }

  /** Whether the agent does the workflow test. */
  static boolean tests(PlanNode agent) {
    return agent.at("purpose").text().filter("test"::equals).isPresent();
  }

  /** The tasks that an agent does: its canaries and its parts of features. */
  Set<String> tasksOf(String agent) {
    var tasks = new LinkedHashSet<>(plan.at("agents").at(agent).at("canaries").texts());
    for (var wave : waves()) {
      for (var part : wave.at("feature").items()) {
        if (part.at("agent").text().filter(agent::equals).isPresent()) {
          part.at("task").text().ifPresent(tasks::add);
        }
      }
    }
    return tasks;
  }

  /** Notes a reference to something that the plan does not have. */
  void known(PlanNode reference, Collection<String> names, String kind, String path) {
    reference
        .text()
        .filter(name -> !names.contains(name))
        .ifPresent(name -> unknown(reference.where(), name, names, kind, path));
  }

  /** Notes a name that the plan does not have. */
  void unknown(Where where, String name, Collection<String> names, String kind, String path) {
    problems.add(
        where,
        path + " names the unknown " + kind + " " + Problems.quote(name),
        "the plan has no such " + kind,
        Nearest.mend(name, names));
  }
}
