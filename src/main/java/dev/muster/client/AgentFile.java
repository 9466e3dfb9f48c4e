package dev.muster.client;

import dev.muster.plan.Agent;
import dev.muster.plan.McpServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Agent definition files: front matter in each client's own words, then the prompt. */
enum AgentFile {
  QWEN(".qwen/agents/%s.md") {
    @Override
    void describe(Map<String, Object> head, Agent agent, Grants grants) {
      head.put("tools", all(BuiltIns.QWEN.of(agent), grants.names("mcp__%s", "mcp__%s__%s", true)));
      putUnlessEmpty(head, "disallowedTools", grants.denied("mcp__%s__%s"));
      putTurns(head, "maxTurns", agent);
    }
  },
  GEMINI(".gemini/agents/%s.md") {
    @Override
    void describe(Map<String, Object> head, Agent agent, Grants grants) {
      head.put("kind", "local");
      head.put(
          "tools", all(BuiltIns.GEMINI.of(agent), grants.names("mcp_%s_*", "mcp_%s_%s", false)));
      putTurns(head, "max_turns", agent);
      if (agent.budget() != null) {
        head.put("timeout_mins", agent.budget().maxMinutes());
      }
    }
  },
  COPILOT(".copilot/agents/%s.agent.md") {
    @Override
    void describe(Map<String, Object> head, Agent agent, Grants grants) {
      head.put("tools", all(BuiltIns.COPILOT.of(agent), grants.names("%s/*", "%s/%s", false)));
    }
  },
  CLAUDE(".claude/agents/%s.md") {
    @Override
    void describe(Map<String, Object> head, Agent agent, Grants grants) {
      head.put(
          "tools", all(BuiltIns.CLAUDE.of(agent), grants.names("mcp__%s", "mcp__%s__%s", true)));
      putUnlessEmpty(head, "disallowedTools", grants.denied("mcp__%s__%s"));
      head.put("model", claudeModel(agent));
      putTurns(head, "maxTurns", agent);
    }
  };

  private static final List<String> CLAUDE_MODELS = List.of("haiku", "sonnet", "opus");
  private final String path;

  AgentFile(String path) {
    this.path = path;
  }

  abstract void describe(Map<String, Object> head, Agent agent, Grants grants);

  /** Below the client's home. */
  String path(Agent agent) {
    return path.formatted(agent.name());
  }

  /** Below a project's folder: Copilot's agents are with the repository's other settings. */
  String projectPath(Agent agent) {
    return inProject(path(agent));
  }

  /** The folder of all definitions, below the client's home. */
  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** The folder of all definitions, below a project's folder. */
  String projectFolder() {
    return inProject(folder());
  }

  private String inProject(String below) {
    return this == COPILOT ? below.replaceFirst("^\\.copilot/", ".github/") : below;
  }

  String text(Agent agent, List<McpServer> servers) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("name", agent.name());
    head.put("description", agent.title());
    describe(head, agent, new Grants(agent, servers));
    StringBuilder out = new StringBuilder("---\n");
    // A value in JSON is a value in YAML: nothing needs a second quoting.
    head.forEach(
        (key, value) -> out.append(key).append(": ").append(Layout.json(value)).append('\n'));
    return out.append("---\n\n").append(agent.prompt().strip()).append('\n').toString();
  }

  private static List<String> all(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static void putUnlessEmpty(Map<String, Object> head, String key, List<String> values) {
    if (!values.isEmpty()) {
      head.put(key, values);
    }
  }

  private static void putTurns(Map<String, Object> head, String key, Agent agent) {
    if (agent.budget() != null) {
      head.put(key, agent.budget().maxTurns());
    }
  }

  /** The largest share of a Claude model, else what the session runs on. */
  private static String claudeModel(Agent agent) {
    return agent.mix() == null
        ? "inherit"
        : agent.mix().shares().entrySet().stream()
            .filter(share -> CLAUDE_MODELS.contains(share.getKey()))
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("inherit");
  }
}
