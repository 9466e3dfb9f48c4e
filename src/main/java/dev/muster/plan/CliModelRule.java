package dev.muster.plan;

import java.util.List;

/** What a model that works through an agent CLI needs, and where it may stand. */
final class CliModelRule implements PlanRule {
  private static final List<String> OF_A_VENDOR =
      List.of("provider", "family", "id", "billing", "maxInputTokens", "maxOutputTokens");

  @Override
  public void check(Draft draft) {
    for (var entry : draft.models().entrySet()) {
      if (entry.getValue().at("cli").there()) {
        model(draft, "models." + entry.getKey(), entry.getValue());
      }
    }
    onlyInMixes(draft);
    draft.agents().forEach((name, agent) -> steps(draft, name, agent));
  }

  private static void model(Draft draft, String path, PlanNode model) {
    var cli = model.at("cli");
    draft.known(cli, draft.clients().keySet(), "client", path + ".cli");
    var client = draft.plan().at("clients").at(cli.text().orElse(""));
    if (client.at("kind").text().filter("mcporter"::equals).isPresent()) {
      note(draft, cli, path + ".cli is mcporter", "it works no tasks", "name an agent CLI");
    } else if (client.there() && !client.at("command").there()) {
      note(
          draft,
          cli,
          path + ".cli names " + cli.text().orElse("") + ", which has no command",
          "a session starts the client's command",
          "add command to clients." + cli.text().orElse(""));
    }
    if (model.at("via").text().filter("gateway"::equals).isPresent()) {
      gateway(draft, path, model, client);
    } else {
      vendor(draft, path, model);
    }
  }

  private static void gateway(Draft draft, String path, PlanNode model, PlanNode client) {
    var upstream = model.at("upstream");
    if (!upstream.there()) {
      note(
          draft,
          model,
          path + " lacks upstream",
          "behind the gateway another model of the plan answers",
          "add upstream: the name of an HTTP model, or say via: vendor");
      return;
    }
    draft.known(upstream, draft.models().keySet(), "model", path + ".upstream");
    var answering = draft.plan().at("models").at(upstream.text().orElse(""));
    if (answering.at("cli").there()) {
      note(
          draft,
          upstream,
          path + ".upstream is a CLI model, too",
          "the gateway sends calls to an HTTP model",
          "name one without cli");
    } else if (answering.there()) {
      speaks(draft, path, upstream, client, answering);
      own(draft, path, model, answering);
    }
  }

  /** The gateway passes calls on as they are. */
  private static void speaks(
      Draft draft, String path, PlanNode upstream, PlanNode client, PlanNode answering) {
    var kind = client.at("kind").text().orElse("");
    for (var known : Client.Kind.values()) {
      var words = known.speaks() == null ? "" : CatalogueShapes.word(known.speaks());
      var protocol = answering.at("protocol").text().orElse(words);
      if (known.word().equals(kind) && known.speaks() != null && !protocol.equals(words)) {
        note(
            draft,
            upstream,
            path + ".upstream speaks " + protocol,
            kind + " speaks " + words,
            "name a model with protocol: " + words);
      }
    }
  }

  private static void own(Draft draft, String path, PlanNode model, PlanNode answering) {
    for (var entry : model.entries().entrySet()) {
      var key = entry.getKey();
      var inherited = entry.getValue().equals(answering.at(key));
      if (!inherited && CliModels.isVendors(key)) {
        note(
            draft,
            entry.getValue(),
            path + " has " + key,
            "behind the gateway that is upstream's",
            "remove it, or say via: vendor");
      }
    }
  }

  private static void vendor(Draft draft, String path, PlanNode model) {
    if (model.at("upstream").there()) {
      note(
          draft,
          model.at("upstream"),
          path + " has upstream",
          "via vendor the CLI calls its vendor",
          "remove it, or say via: gateway");
    }
    for (var key : OF_A_VENDOR) {
      if (!model.at(key).there() && !model.at("upstream").there()) {
        note(draft, model, path + " lacks " + key, "no other model answers for it", "add " + key);
      }
    }
    priced(draft, path, model);
  }

  /** What is told of a session is one sum of all its calls: it has no price that depends on one. */
  private static void priced(Draft draft, String path, PlanNode model) {
    var price = model.at("price");
    var rows = PriceBuilding.rows(draft.plan().at("prices").at(price.text().orElse("")));
    for (var what : List.of("tiers", "perRequest")) {
      if (rows.stream().anyMatch(row -> row.at(what).there())) {
        dependsOnCalls(draft, price, path, what);
      }
    }
    if (rows.stream().anyMatch(row -> row.at("included").at("requests").there())) {
      dependsOnCalls(draft, price, path, "included.requests");
    }
  }

  private static void dependsOnCalls(Draft draft, PlanNode price, String path, String what) {
    note(
        draft,
        price,
        path + ".price has " + what,
        "via vendor a CLI tells the sum of its calls, and this is a price of each call",
        "name a row without " + what + ", or say via: gateway");
  }

  /** A session does a whole task: it answers no single question. */
  private static void onlyInMixes(Draft draft) {
    refuse(draft, draft.plan().at("baseline").at("model"), "baseline.model");
    draft
        .plan()
        .at("routing")
        .at("judges")
        .items()
        .forEach(j -> refuse(draft, j, "routing.judges"));
    for (var task : draft.tasks().entrySet()) {
      for (var step : task.getValue().at("steps").items()) {
        refuse(draft, step.at("model"), "tasks." + task.getKey() + ".steps");
      }
    }
  }

  private static void refuse(Draft draft, PlanNode reference, String path) {
    if (draft.isCli(reference.text().orElse(""))) {
      note(
          draft,
          reference,
          path + " names the CLI model " + reference.text().orElse(""),
          "a CLI works whole runs of a mix and answers no single call",
          "name an HTTP model, such as its upstream");
    }
  }

  private static void steps(Draft draft, String name, PlanNode agent) {
    if (agent.at("mix").entries().keySet().stream().noneMatch(draft::isCli)) {
      return;
    }
    for (var task : draft.tasksOf(name)) {
      for (var step : draft.plan().at("tasks").at(task).at("steps").items()) {
        if (step.at("model").there()) {
          note(
              draft,
              agent.at("mix"),
              "agents." + name + ".mix has a CLI model, and task " + task + " models per step",
              "a CLI session does a task at one go",
              "remove model from the task's steps, or the CLI model from the mix");
          return;
        }
      }
    }
  }

  private static void note(Draft draft, PlanNode at, String what, String why, String mend) {
    draft.problems().add(at.where(), what, why, mend);
  }
}
