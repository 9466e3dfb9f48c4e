package dev.muster.client;

import dev.muster.plan.Agent;
import java.util.List;
import java.util.Map;

/** A client's own tools that stand for the rooms of our toolbelt. */
enum BuiltIns {
  QWEN(
      List.of("read_file", "write_file", "edit", "list_directory", "glob", "grep_search"),
      "run_shell_command",
      "web_fetch"),
  GEMINI(
      List.of("read_file", "write_file", "replace", "list_directory", "glob", "grep_search"),
      "run_shell_command",
      "web_fetch"),
  COPILOT(List.of("read", "edit", "search"), "execute", "web"),
  CLAUDE(List.of("Read", "Write", "Edit", "Glob", "Grep"), "Bash", "WebFetch");

  private final Map<String, List<String>> tools;

  BuiltIns(List<String> files, String shell, String web) {
    this.tools =
        Map.of(
            "filesystem", files,
            "git", List.of(shell),
            "execution", List.of(shell),
            "web", List.of(web));
  }

  List<String> of(Agent agent) {
    return agent.mcp().stream()
        .flatMap(room -> tools.getOrDefault(room, List.of()).stream())
        .distinct()
        .toList();
  }
}
