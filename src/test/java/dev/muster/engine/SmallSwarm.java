package dev.muster.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A swarm of six agents whose task is to write a note: every process of the rehearsal at a fraction
 * of its work. Models, servers and clients are those of {@code plans/rehearsal.yaml}.
 */
final class SmallSwarm {
  static final List<String> WAVE_1 = List.of("anna", "bert", "cleo");
  static final List<String> WAVE_2 = List.of("dora", "emil", "fred");
  static final String TESTER = "tester";

  private static final List<String> REMOVED_AGENTS =
      List.of(
          "project-manager",
          "backend-developer",
          "frontend-developer",
          "qa-lead",
          "code-reviewer",
          "infrastructure-engineer",
          "devops-engineer",
          "security-reviewer",
          "marketing-manager",
          "operations-automation",
          "test-multi-model-backend",
          "infra-optimization-eng");

  private static final String REST =
      """
      mcpServers: {serena: null, chrome-devtools-mcp: null, context7: null, supabase: null, hf-mcp-server: null}
      clients:
        qwen-code: {servers: [finance-mcp-server]}
        gemini-cli: {servers: []}
        mcporter: {servers: [linear]}
      routing: {judges: [gemini, sonnet, copilot], escalate: true}
      waves:
        - agents: [anna, bert, cleo]
          feature: [{agent: anna, task: essay}]
        - agents: [dora, emil, fred]
      gates:
        mcp-installation: {repeats: 1}
        workflow-test: {repeats: 1}
        deployment: {active-agents: 6, speed-up: 2, repeats: 1}
      budget:
        usd: 200
        phases: {workflow-test: 4, wave-1: 40, wave-2: 40, feature: 20, operation: 50}
      operation: {cassettes: small-cassettes}
      """;

  private SmallSwarm() {}

  /** Writes plan and cassettes beside the shipped plans of this folder. */
  static void into(Path plans) {
    try {
      Files.writeString(plans.resolve("small.yaml"), text());
      for (var cassette : cassettes().entrySet()) {
        var file = plans.resolve("small-cassettes").resolve(cassette.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, cassette.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text() throws IOException {
    var agents = new StringBuilder("agents:\n");
    REMOVED_AGENTS.forEach(name -> agents.append("  ").append(name).append(": null\n"));
    agents().forEach(name -> agents.append(agent(name)));
    var tasks = new StringBuilder("tasks:\n");
    try (Stream<Path> shipped = Files.list(Path.of("plans", "tasks"))) {
      shipped.sorted().forEach(t -> tasks.append("  " + t.getFileName() + ": null\n"));
    }
    tasks.append(
        """
          note:
            prompt: Write the word done into note.md.
            checks: {written: {command: [grep, -q, done, note.md], timeoutSeconds: 30}}
            rubric: Is the note there?
          essay:
            prompt: Write the word done into note.md, at length.
            checks: {written: {command: [grep, -q, done, note.md], timeoutSeconds: 30}}
            rubric: Is the essay there?
        """);
    return "extends: rehearsal.yaml\nname: small\n" + agents + tasks + REST;
  }

  static String agent(String name) {
    return """
      %s:
        title: %s
        prompt: You write notes.
        mix: {qwen: 100}
        mcp: [filesystem]
        budget: {usd: 6, runUsd: 2, maxInputTokens: 8000, maxOutputTokens: 2000, maxTurns: 6}
        canaries: [note]
        monthly: {inputTokens: 1000, outputTokens: 100}
    """
            .formatted(name, name)
        + (name.equals(TESTER) ? "    purpose: test\n" : "");
  }

  static List<String> agents() {
    return Stream.of(List.of(TESTER), WAVE_1, WAVE_2).flatMap(List::stream).toList();
  }

  static Map<String, byte[]> cassettes() {
    var all =
        agents().stream().collect(Collectors.toMap(a -> a + ".note.yaml", a -> writing("done")));
    all.put("anna.essay.yaml", writing("done"));
    all.put("judge.note.yaml", judging("9.0"));
    all.put("judge.essay.yaml", judging("9.0"));
    return new HashMap<>(all);
  }

  /** A model that writes this word and says so. */
  static byte[] writing(String word) {
    return bytes(
        """
        messages:
          - tools:
              - name: filesystem__write_file
                arguments: {path: note.md, content: "%s"}
          - text: The note is written.
          - text: The note is written again.
        """
            .formatted(word));
  }

  /** A judge that gives this score. */
  static byte[] judging(String score) {
    return bytes(
        "messages:\n  - text: '{\"score\": %s, \"reasons\": \"read\"}'\n".formatted(score));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
