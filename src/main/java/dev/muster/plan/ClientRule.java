package dev.muster.plan;

import java.util.Map;

/** A client can say in its own words what the plan wants of it. */
final class ClientRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    draft
        .servers()
        .forEach((name, server) -> tools(draft, "mcpServers." + name + ".tools", server));
    draft.clients().forEach((name, client) -> client(draft, "clients." + name, client));
  }

  private static void tools(Draft draft, String path, PlanNode server) {
    var tools = server.at("tools");
    if (tools instanceof PlanNode.Mapping && tools.entries().isEmpty()) {
      note(draft, tools, path + " is empty", "it says nothing", "give allow or deny, or remove it");
    }
    var allowed = tools.at("allow");
    var denied = tools.at("deny");
    for (var tool : denied.items()) {
      if (allowed.texts().contains(tool.text().orElse(null))) {
        var named = Problems.quote(tool.text().orElse(""));
        note(draft, tool, path + " allows and denies " + named, "it is one of both", "keep one");
      }
    }
    ReferenceRule.once(draft, allowed, path + ".allow");
    ReferenceRule.once(draft, denied, path + ".deny");
    var names = server.at("expect").at("names").texts();
    if (!names.isEmpty()) {
      allowed.items().forEach(tool -> draft.known(tool, names, "tool", path));
      denied.items().forEach(tool -> draft.known(tool, names, "tool", path));
    }
  }

  private static void client(Draft draft, String path, PlanNode client) {
    if (client.at("home").there() && client.at("project").there()) {
      note(
          draft,
          client.at("project"),
          path + " has home and project",
          "it is written for the user or for one project",
          "remove one of them");
    }
    for (var bound : client.at("servers").items()) {
      var server = draft.servers().getOrDefault(bound.text().orElse(""), bound);
      binding(draft, path, client, bound, server);
    }
  }

  private static void binding(
      Draft draft, String path, PlanNode client, PlanNode bound, PlanNode server) {
    var kind = client.at("kind").text().orElse("");
    var name = bound.text().orElse("");
    if (kind.equals("claude-code")) {
      for (var key : Map.of("cwd", "a working directory", "tools", "tool lists").entrySet()) {
        if (server.at(key.getKey()).there()) {
          note(
              draft,
              bound,
              path + " binds " + name + ", which has " + key.getKey(),
              "Claude Code's servers have no " + key.getValue(),
              "remove it from this client, or bind a second server without " + key.getKey());
        }
      }
    }
    if (kind.equals("copilot-cli") && onlyDenies(server)) {
      note(
          draft,
          bound,
          path + " binds " + name + ", which has tools.deny",
          "Copilot CLI is told which tools it may use, not which it may not",
          "give tools.allow, or all of the server's tools in expect.names");
    }
  }

  private static boolean onlyDenies(PlanNode server) {
    var tools = server.at("tools");
    return tools.at("deny").there()
        && !tools.at("allow").there()
        && server.at("expect").at("names").items().isEmpty();
  }

  private static void note(Draft draft, PlanNode at, String what, String why, String mend) {
    draft.problems().add(at.where(), what, why, mend);
  }
}
