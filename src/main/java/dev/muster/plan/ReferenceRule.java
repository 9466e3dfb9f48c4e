package dev.muster.plan;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Servers, tasks, families and phases that are named exist, once. */
final class ReferenceRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    draft.clients().forEach((name, client) -> client(draft, "clients." + name, client));
    draft.agents().forEach((name, agent) -> agent(draft, "agents." + name, agent));
    limits(draft);
    phases(draft);
  }

  private static void client(Draft draft, String path, PlanNode client) {
    var servers = client.at("servers");
    servers.items().forEach(s -> draft.known(s, draft.servers().keySet(), "MCP server", path));
    once(draft, servers, path + ".servers");
    absolute(draft, client.at("home"), path + ".home");
    absolute(draft, client.at("project"), path + ".project");
  }

  /** Notes a folder that would depend on where Muster is started. */
  static void absolute(Draft draft, PlanNode folder, String path) {
    folder
        .text()
        .filter(home -> !home.matches("(~(/.*)?|/.*|\\$\\{.*)"))
        .ifPresent(
            home ->
                draft
                    .problems()
                    .add(
                        folder.where(),
                        path + " is a relative path",
                        "it would depend on where Muster is started",
                        "start it with ~, / or a reference"));
  }

  private static void agent(Draft draft, String path, PlanNode agent) {
    var all = new LinkedHashSet<>(Toolbelt.SERVERS);
    all.addAll(draft.servers().keySet());
    for (var server : agent.at("mcp").items()) {
      draft.known(server, all, "MCP server", path + ".mcp");
      bound(draft, server, path);
    }
    once(draft, agent.at("mcp"), path + ".mcp");
    for (var canary : agent.at("canaries").items()) {
      draft.known(canary, draft.tasks().keySet(), "task", path + ".canaries");
    }
    once(draft, agent.at("canaries"), path + ".canaries");
  }

  /** What no client holds was never probed. */
  private static void bound(Draft draft, PlanNode server, String path) {
    var name = server.text().orElse("");
    boolean bound =
        draft.clients().values().stream().anyMatch(c -> c.at("servers").texts().contains(name));
    if (draft.servers().containsKey(name) && !bound) {
      draft
          .problems()
          .add(
              server.where(),
              path + ".mcp uses " + name,
              "no client binds this server, so it is never probed",
              "add it to the servers of a client, such as mcporter");
    }
  }

  /** Notes items that a list holds twice. */
  static void once(Draft draft, PlanNode list, String path) {
    Set<String> seen = new HashSet<>();
    for (var item : list.items()) {
      var text = item.text().orElse(null);
      if (text != null && !seen.add(text)) {
        draft
            .problems()
            .add(
                item.where(),
                path + " holds " + Problems.quote(text) + " twice",
                "once is enough",
                "remove one");
      }
    }
  }

  private static void limits(Draft draft) {
    var families = new LinkedHashSet<String>();
    draft.models().values().forEach(m -> m.at("family").text().ifPresent(families::add));
    var limits = draft.plan().at("swarmLimits");
    for (var family : limits.entries().keySet()) {
      if (!families.contains(family)) {
        draft.unknown(limits.key(family), family, families, "family", "swarmLimits");
      }
    }
  }

  private static void phases(Draft draft) {
    var phases = phaseNames(draft);
    var budgets = draft.plan().at("budget").at("phases");
    for (var phase : budgets.entries().keySet()) {
      if (!phases.contains(phase)) {
        draft.unknown(budgets.key(phase), phase, phases, "phase", "budget.phases");
      }
    }
    for (var phase : phases) {
      if (budgets.there() && !budgets.at(phase).there()) {
        draft
            .problems()
            .add(
                budgets.where(),
                "budget.phases lacks " + phase,
                "every phase has a budget before its first call",
                "add " + phase + ": and an amount of USD");
      }
    }
  }

  private static List<String> phaseNames(Draft draft) {
    var phases = new LinkedHashSet<>(List.of("workflow-test"));
    for (int wave = 1; wave <= draft.waves().size(); wave++) {
      phases.add("wave-" + wave);
    }
    if (draft.waves().stream().anyMatch(w -> w.at("feature").there())) {
      phases.add("feature");
    }
    phases.add("operation");
    return List.copyOf(phases);
  }
}
