package dev.muster.plan;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The work of every agent has a judge of another family than whoever may write it, in any arm. */
final class JudgeRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    var judges = draft.plan().at("routing").at("judges");
    if (!judges.there()) {
      return;
    }
    for (var agent : draft.agents().entrySet()) {
      if (Draft.works(agent.getValue())) {
        check(draft, judges, agent.getKey(), agent.getValue());
      }
    }
  }

  private static void check(Draft draft, PlanNode judges, String name, PlanNode agent) {
    for (var task : draft.tasksOf(name)) {
      var authors = families(draft, authors(draft, agent, task));
      if (judges.texts().stream().allMatch(j -> isOf(draft, authors, j))) {
        draft
            .problems()
            .add(
                judges.where(),
                "routing.judges has nobody for agent " + name,
                "task " + task + " is worked by the families " + String.join(", ", authors),
                mend(draft, authors));
        return;
      }
    }
  }

  /** Those of both arms; a test agent has no baseline arm. */
  private static Set<String> authors(Draft draft, PlanNode agent, String task) {
    var authors = new LinkedHashSet<>(agent.at("mix").entries().keySet());
    for (var step : draft.plan().at("tasks").at(task).at("steps").items()) {
      step.at("model").text().ifPresent(authors::add);
    }
    if (!Draft.tests(agent)) {
      authors.add(draft.baseline());
    }
    return AgentRule.withFallbacks(draft, authors);
  }

  private static Set<String> families(Draft draft, Set<String> models) {
    return models.stream()
        .flatMap(model -> draft.plan().at("models").at(model).at("family").text().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A judge that the plan does not know, or that has no family, has its own problem. */
  private static boolean isOf(Draft draft, Set<String> families, String judge) {
    return draft
            .plan()
            .at("models")
            .at(judge)
            .at("family")
            .text()
            .filter(f -> !families.contains(f))
            .isEmpty()
        && draft.models().containsKey(judge);
  }

  private static String mend(Draft draft, Set<String> authors) {
    var others =
        draft.models().entrySet().stream()
            .filter(m -> m.getValue().at("example").text().filter("true"::equals).isEmpty())
            .filter(
                m -> m.getValue().at("family").text().filter(f -> !authors.contains(f)).isPresent())
            .map(m -> m.getKey())
            .toList();
    return others.isEmpty()
        ? "add a model of another family to models and to routing.judges"
        : "add one of " + String.join(", ", others);
  }
}
