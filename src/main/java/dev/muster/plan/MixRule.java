package dev.muster.plan;

import java.util.Set;

/** Shares sum to 100 and name models that may be used. */
final class MixRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    draft.agents().forEach((name, agent) -> mix(draft, "agents." + name + ".mix", agent.at("mix")));
    draft.agents().forEach((name, agent) -> dollars(draft, "agents." + name + ".mix", agent));
    model(draft, draft.plan().at("baseline").at("model"), "baseline.model");
    for (var judge : draft.plan().at("routing").at("judges").items()) {
      model(draft, judge, "routing.judges");
    }
    fallbacks(draft, draft.plan().at("routing").at("fallback"));
    for (var task : draft.tasks().entrySet()) {
      for (var step : task.getValue().at("steps").items()) {
        model(draft, step.at("model"), "tasks." + task.getKey() + ".steps");
      }
    }
  }

  private static void fallbacks(Draft draft, PlanNode fallback) {
    for (var one : fallback.entries().entrySet()) {
      var name = one.getKey();
      var path = "routing.fallback." + name;
      model(draft, new PlanNode.Scalar(fallback.key(name), name), "routing.fallback");
      one.getValue().items().forEach(other -> model(draft, other, path));
      ReferenceRule.once(draft, one.getValue(), path);
      if (one.getValue().texts().contains(name)) {
        draft
            .problems()
            .add(
                one.getValue().where(),
                path + " names " + name + " itself",
                "it would be asked again while it cannot answer",
                "remove it");
      }
    }
  }

  private static void mix(Draft draft, String path, PlanNode mix) {
    if (!(mix instanceof PlanNode.Mapping)) {
      return;
    }
    long sum = 0;
    boolean readable = true;
    for (var share : mix.entries().entrySet()) {
      var where = mix.key(share.getKey());
      model(draft, new PlanNode.Scalar(where, share.getKey()), path);
      var percent = share.getValue().whole();
      readable &= percent.isPresent();
      sum += percent.orElse(0L);
      if (percent.filter(p -> p == 0).isPresent()) {
        draft
            .problems()
            .add(where, path + " gives a model 0 per cent", "it would never work", "remove it");
      }
    }
    if (readable && sum != 100 && !mix.entries().isEmpty()) {
      draft
          .problems()
          .add(
              mix.where(),
              path + " sums to " + sum,
              "shares are per cent and sum to 100",
              "mend the shares (extends merges maps: null drops one)");
    }
  }

  /** Shares of dollars are kept by giving work to whoever is behind: this one always would be. */
  private static void dollars(Draft draft, String path, PlanNode agent) {
    var shares = draft.sharesOf(agent);
    var mix = agent.at("mix");
    if (shares.text().filter("usd"::equals).isEmpty() || mix.entries().size() < 2) {
      return;
    }
    for (var name : mix.entries().keySet()) {
      draft
          .plan()
          .at("models")
          .at(name)
          .at("billing")
          .text()
          .filter(Set.of("free", "flat")::contains)
          .ifPresent(
              billing ->
                  draft
                      .problems()
                      .add(
                          mix.key(name),
                          "%s shares USD with %s, whose calls cost none (billing: %s)"
                              .formatted(path, name, billing),
                          "its share of the dollars stays 0, so it would get all the work",
                          "share runs, turns or tokens, or remove it"));
    }
  }

  private static void model(Draft draft, PlanNode reference, String path) {
    draft.known(reference, draft.models().keySet(), "model", path);
    reference
        .text()
        .map(name -> draft.plan().at("models").at(name))
        .filter(model -> model.at("example").text().filter("true"::equals).isPresent())
        .ifPresent(
            model ->
                draft
                    .problems()
                    .add(
                        reference.where(),
                        path + " uses the example model " + reference.text().orElse(""),
                        "its id is only an example",
                        "put the real id in models and remove example"));
  }
}
