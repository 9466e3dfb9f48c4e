package dev.muster.web;

import dev.muster.deployment.ProcessControl.Token;
import java.util.List;

/**
 * Where a deployment stands: one tab for each process, and the tokens.
 *
 * @param rootInstance of the deployment itself; null when it has ended
 */
record Standing(List<Tab> tabs, List<Token> tokens, List<String> incidents, String rootInstance) {
  private static final String ROOT = "swarm-deployment";
  private static final List<String> PROCESSES =
      List.of(
          ROOT,
          "mcp-installation",
          "workflow-test",
          "wave-rollout",
          "agent-rollout",
          "agent-run",
          "feature-trial",
          "gate-review",
          "swarm-operation",
          "routing-optimization");

  /** A process and how many tokens stand in it. */
  record Tab(String process, String label, long tokens) {}

  static Standing of(List<Token> tokens, List<String> incidents) {
    var tabs = PROCESSES.stream().map(process -> tab(process, tokens)).toList();
    var root =
        tokens.stream()
            .filter(token -> token.process().equals(ROOT))
            .map(Token::instanceId)
            .findFirst()
            .orElse(null);
    return new Standing(tabs, tokens, incidents, root);
  }

  private static Tab tab(String process, List<Token> tokens) {
    var words = process.replace('-', ' ').replace("mcp", "MCP");
    return new Tab(
        process,
        Character.toUpperCase(words.charAt(0)) + words.substring(1),
        tokens.stream().filter(token -> token.process().equals(process)).count());
  }
}
