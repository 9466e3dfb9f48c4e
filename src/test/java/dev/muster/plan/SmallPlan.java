package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small plan without faults, in a folder of its own, for tests to spoil. */
final class SmallPlan {
  private static final String TEXT =
      """
      name: small
      models:
        opus:
          provider: anthropic
          family: claude
          protocol: anthropic-messages
          id: claude-opus-5
          baseUrl: https://api.anthropic.com
          apiKey: ${ANTHROPIC_API_KEY}
          billing: metered
          price: claude-opus-5
          maxInputTokens: 100_000
          maxOutputTokens: 10000
          strength: 100
        llama:
          provider: ollama
          family: llama
          protocol: openai-chat
          id: "llama3.1:8b"
          baseUrl: http://localhost:11434/v1
          billing: free
          maxInputTokens: 100000
          maxOutputTokens: 10000
          strength: 10
        critic:
          provider: ollama
          family: mistral
          protocol: openai-chat
          id: "mistral:7b"
          baseUrl: http://localhost:11434/v1
          billing: free
          maxInputTokens: 100000
          maxOutputTokens: 10000
          strength: 10
        sample:
          provider: ollama
          family: llama
          protocol: openai-chat
          id: "llama2:7b"
          baseUrl: http://localhost:11434/v1
          billing: free
          maxInputTokens: 100000
          maxOutputTokens: 10000
          strength: 10
          example: true
      prices:
        claude-opus-5: {input: 5, output: 25.00, effectiveFrom: 2026-09-23, source: a price list}
      mcpServers:
        finance:
          command: uvx
          args: [finance]
          env: {LOG_LEVEL: info}
          expect: {count: 2, names: [quote, trade]}
        linear:
          url: https://mcp.linear.app/mcp
          headers:
            Authorization: Bearer ${LINEAR_API_KEY}
          expect: unknown
      toolbelt:
        commands:
          test: [node, --test]
        webAllow: ["${MUSTER_SITE_URL}/docs/"]
        apis:
          platform: ${MUSTER_SITE_URL}/openapi.json
      clients:
        qwen-code: {kind: qwen-code, servers: [finance], agentDefinitions: true}
        mcporter: {kind: mcporter, home: "${MUSTER_DATA}/homes/x", servers: [linear]}
      agents:
        builder:
          title: Builder
          prompt: prompts/builder.md
          mix: {opus: 60, llama: 40}
          mcp: [filesystem, linear]
          tools: {allow: [filesystem__*, linear__*], risky: [linear__delete_issue]}
          budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}
          canaries: [build]
          monthly: {inputTokens: 1000000, outputTokens: 100000}
        tester:
          title: Tester
          purpose: test
          prompt: You test.
          mix: {llama: 100}
          mcp: [filesystem]
          budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9}
          canaries: [probe]
        runner:
          title: Runner
          state: adopted
          prompt: You run already.
          mix: {opus: 100}
          watch: ~/progress.json
      tasks:
        build:
          prompt: tasks/build/prompt.md
          template: tasks/build/template
          seed: tasks/build/seed.sql
          steps:
            - {name: think, model: opus, prompt: Think first.}
            - {name: act, prompt: Then act.}
          checks:
            acceptance:
              command: [node, "${MUSTER_CHECK}/check.mjs"]
              files: tasks/build/checks
          rubric: Score it.
        probe:
          prompt: Probe it.
          checks:
            acceptance: {command: ["true"]}
          rubric: Score it.
      routing:
        judges: [llama, opus, critic]
        escalate: true
      waves:
        - agents: [builder]
          feature:
            - {agent: builder, task: build}
      gates:
        mcp-installation: {connected: 100, missing-tools: 0}
        workflow-test: {test-cost: 0.10, test-quality: 8, test-minutes: 15, checks: 100}
        agent: {checks: 100, quality-loss: 0.5, servers-called: 100, repeats: 1}
        wave-1: {quorum: 100}
        feature: {checks: 100, feature-quality: 8}
        deployment: {active-agents: 1, saving: 70, swarm-quality-loss: 0, speed-up: 2}
      baseline: {model: opus}
      budget:
        usd: 30
        phases: {workflow-test: 2, wave-1: 8, feature: 4, operation: 0}
      swarmLimits: {claude: 20%}
      notify: {}
      operation:
        targetSaving: {low: 70, high: 85}
        minQuality: 8
        monthlyUsd: 500
      """;
  private final Path folder;
  private String text = TEXT;

  SmallPlan(Path folder) {
    this.folder = folder;
    write("prompts/builder.md", "You build.\n");
    write("tasks/build/prompt.md", "Build it.\n");
    write("tasks/build/template/src/main.js", "console.log(1);\n");
    write("tasks/build/checks/check.mjs", "process.exit(0);\n");
    write("tasks/build/seed.sql", "create table t (a int);\n");
  }

  Path write(String path, String content) {
    try {
      var file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spoils the plan: the old text must be there. */
  SmallPlan with(String old, String fresh) {
    assertThat(text).contains(old);
    text = text.replace(old, fresh);
    return this;
  }

  Path file() {
    return write("plan.yaml", text);
  }

  /** The problems, as a person reads them, without the folder. */
  List<String> problems() {
    return PlanCheck.check(file()).stream().map(this::shown).toList();
  }

  String shown(Problem problem) {
    return problem.toString().replace(folder + "/", "");
  }

  /** The line of the plan that holds the text. */
  int line(String part) {
    return (int) text.substring(0, text.indexOf(part)).chars().filter(c -> c == '\n').count() + 1;
  }
}
