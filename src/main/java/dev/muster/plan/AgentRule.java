package dev.muster.plan;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an agent needs to work, and what only an adopted one has. */
final class AgentRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    for (var entry : draft.agents().entrySet()) {
      var path = "agents." + entry.getKey();
      var agent = entry.getValue();
      if (entry.getKey().equals("judge")) {
        note(draft, agent, path, "the name is taken by the judge of all work", "rename it");
      }
      if (Draft.works(agent)) {
        works(draft, path, agent);
      } else {
        adopted(draft, path, agent);
      }
      limits(draft, path, entry.getKey(), agent);
      patterns(draft, path, agent);
    }
  }

  private static void works(Draft draft, String path, PlanNode agent) {
    for (var key : List.of("mcp", "budget", "canaries")) {
      if (!agent.at(key).there()) {
        note(draft, agent, path + " lacks " + key, "it cannot work without", "add " + key);
      }
    }
    if (agent.at("watch").there()) {
      note(
          draft,
          agent.at("watch"),
          path + " has watch",
          "only an adopted agent is watched",
          "remove it, or add state: adopted");
    }
    if (Draft.tests(agent) && agent.at("canaries").items().size() > 1) {
      note(
          draft,
          agent.at("canaries"),
          path + " has several canaries",
          "the test agent does the one test task",
          "keep one");
    }
  }

  private static void adopted(Draft draft, String path, PlanNode agent) {
    if (!agent.at("watch").there()) {
      note(
          draft,
          agent,
          path + " lacks watch",
          "an adopted agent is only watched",
          "name the file or URL that reports its progress");
    }
    for (var key : List.of("canaries", "purpose")) {
      if (agent.at(key).there()) {
        note(
            draft,
            agent.at(key),
            path + " has " + key,
            "an adopted agent is not worked by Muster",
            "remove it");
      }
    }
  }

  /** What an agent may ask for, its models must allow. */
  private static void limits(Draft draft, String path, String name, PlanNode agent) {
    var output = "maxOutputTokens";
    for (var model : models(draft, name, agent)) {
      most(draft, model, output)
          .ifPresent(most -> limit(draft, path, agent, output, most, "model " + model + " allows"));
    }
    var input = "maxInputTokens";
    // Nobody answers in its place, and a baseline that was cut short would flatter the mix.
    var baseline = draft.baseline();
    most(draft, baseline, input)
        .ifPresent(
            most -> limit(draft, path, agent, input, most, "the baseline " + baseline + " allows"));
    // Another's smaller window is no fault: what outgrows it is given to a larger one.
    withFallbacks(draft, agent.at("mix").entries().keySet()).stream()
        .flatMap(model -> most(draft, model, input).stream())
        .max(Long::compare)
        .ifPresent(
            most -> limit(draft, path, agent, input, most, "the largest of its models allows"));
  }

  private static Optional<Long> most(Draft draft, String model, String key) {
    return draft.plan().at("models").at(model).at(key).whole();
  }

  private static void limit(
      Draft draft, String path, PlanNode agent, String key, long most, String who) {
    var wanted = agent.at("budget").at(key);
    if (wanted.whole().filter(tokens -> tokens > most).isPresent()) {
      note(
          draft,
          wanted,
          path + ".budget." + key + " is " + wanted.whole().get(),
          who + " " + most,
          "lower it to " + most);
    }
  }

  /** Every model that may work for an agent: mix, baseline, its tasks' steps, and fallbacks. */
  static LinkedHashSet<String> models(Draft draft, String name, PlanNode agent) {
    var models = new LinkedHashSet<>(agent.at("mix").entries().keySet());
    models.add(draft.baseline());
    for (var task : draft.tasksOf(name)) {
      for (var step : draft.plan().at("tasks").at(task).at("steps").items()) {
        step.at("model").text().ifPresent(models::add);
      }
    }
    return withFallbacks(draft, models);
  }

  /** And whoever may answer in their place, or in the place of those. */
  static LinkedHashSet<String> withFallbacks(Draft draft, Set<String> models) {
    var all = new LinkedHashSet<>(models);
    var fallback = draft.plan().at("routing").at("fallback");
    var open = new ArrayDeque<>(all);
    while (!open.isEmpty()) {
      fallback.at(open.remove()).texts().stream().filter(all::add).forEach(open::add);
    }
    return all;
  }

  private static void patterns(Draft draft, String path, PlanNode agent) {
    for (var key : List.of("allow", "deny", "risky")) {
      for (var pattern : agent.at("tools").at(key).items()) {
        var label = path + ".tools." + key;
        var text = pattern.text().orElse("");
        if (!text.matches("[a-z0-9-]{1,64}__[A-Za-z0-9_*.-]{1,128}")) {
          note(
              draft,
              pattern,
              label + " holds " + Problems.quote(text),
              "tools are named server__tool",
              "write it as filesystem__write_file or linear__*");
        } else if (agent.at("mcp").there()) {
          var server = new PlanNode.Scalar(pattern.where(), text.substring(0, text.indexOf("__")));
          draft.known(server, agent.at("mcp").texts(), "server of this agent", label);
        }
      }
    }
  }

  private static void note(Draft draft, PlanNode at, String what, String why, String mend) {
    draft.problems().add(at.where(), what, why, mend);
  }
}
