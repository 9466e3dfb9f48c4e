package dev.muster.plan;

/** An MCP server is started or reached, not both, under a name of its own. */
final class ServerRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    draft.servers().forEach((name, server) -> server(draft, name, server));
    for (var task : draft.tasks().entrySet()) {
      steps(draft, "tasks." + task.getKey(), task.getValue());
    }
  }

  private static void server(Draft draft, String name, PlanNode server) {
    var path = "mcpServers." + name;
    if (Toolbelt.SERVERS.contains(name)) {
      note(draft, server, path, "the name is taken by a server that Muster ships", "rename it");
    }
    if (server.at("command").there() == server.at("url").there()) {
      note(
          draft,
          server,
          path + (server.at("url").there() ? " has command and url" : " has no command and no url"),
          "it is either started or reached",
          "give one of them");
    }
    if (server.at("url").there()) {
      foreign(draft, path, server, "args", "env", "cwd");
    } else {
      foreign(draft, path, server, "headers", "oauth");
    }
    ReferenceRule.absolute(draft, server.at("cwd"), path + ".cwd");
    expectation(draft, path, server.at("expect"));
    ServerUseRule.check(draft, path, server);
  }

  private static void foreign(Draft draft, String path, PlanNode server, String... keys) {
    for (var key : keys) {
      if (server.at(key).there()) {
        note(
            draft,
            server.at(key),
            path + " has " + key,
            server.at("url").there()
                ? "a url is not started"
                : "a command has no headers and no login",
            "remove it (over extends: set it to null)");
      }
    }
  }

  private static void expectation(Draft draft, String path, PlanNode expect) {
    var count = expect.at("count").whole();
    int names = expect.at("names").items().size();
    ReferenceRule.once(draft, expect.at("names"), path + ".expect.names");
    if (expect instanceof PlanNode.Mapping && expect.entries().isEmpty()) {
      note(draft, expect, path + ".expect is empty", "it says nothing", "write unknown");
    }
    if (count.isPresent() && names > 0 && count.get() != names) {
      note(
          draft,
          expect.at("count"),
          path + ".expect.count is " + count.get(),
          "there are " + names + " names",
          "make them agree");
    }
  }

  private static void steps(Draft draft, String path, PlanNode task) {
    var names = new java.util.HashSet<String>();
    for (var step : task.at("steps").items()) {
      var name = step.at("name").text().orElse(null);
      if (name != null && !names.add(name)) {
        note(draft, step, path + " has two steps " + name, "steps differ by name", "rename one");
      }
    }
  }

  private static void note(Draft draft, PlanNode at, String what, String why, String mend) {
    draft.problems().add(at.where(), what, why, mend);
  }
}
