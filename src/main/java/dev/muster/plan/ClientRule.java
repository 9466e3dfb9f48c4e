package dev.muster.plan;

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
    if (kind.equals("claude-code") && server.at("cwd").there()) {
      note(
          draft,
          bound,
          path + " binds " + name + ", which has cwd",
          "Claude Code's servers have no working directory",
          "remove it from this client, or bind a second server without cwd");
    }
    if (kind.equals("claude-code") && onlyOne(server, "allow", "deny")) {
      note(
          draft,
          bound,
          path + " binds " + name + ", which has tools.allow",
          "Claude Code is told which tools it may not use, not which it may",
          "give tools.deny, or all of the server's tools in expect.names");
    }
    if (kind.equals("copilot-cli") && onlyOne(server, "deny", "allow")) {
      note(
          draft,
          bound,
          path + " binds " + name + ", which has tools.deny",
          "Copilot CLI is told which tools it may use, not which it may not",
          "give tools.allow, or all of the server's tools in expect.names");
    }
  }

  /** Whether there is one list, and nobody knows the tools that are in neither. */
  private static boolean onlyOne(PlanNode server, String list, String other) {
    var tools = server.at("tools");
    return tools.at(list).there()
        && !tools.at(other).there()
        && server.at("expect").at("names").items().isEmpty();
  }

  private static void note(Draft draft, PlanNode at, String what, String why, String mend) {
    draft.problems().add(at.where(), what, why, mend);
  }
}
