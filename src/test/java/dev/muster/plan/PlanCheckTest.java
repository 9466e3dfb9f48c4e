package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanCheckTest {
  @TempDir private Path folder;
  private SmallPlan plan;

  @BeforeEach
  void smallPlan() {
    plan = new SmallPlan(folder);
  }

  @Test
  void a_plan_without_faults_has_no_problem() {
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void a_problem_reads_as_file_line_what_why_mend() {
    plan.with("    id: claude-opus-5\n", "    id: claude-opus-5\n    colour: 1\n    lable: x\n");

    assertThat(plan.problems())
        .containsExactly(
            "plan.yaml:8: unknown key 'colour' in models.opus, Muster would not read it, use one"
                + " of answersAs apiKey baseUrl billing example family id label limits"
                + " maxInputTokens maxOutputTokens price ...",
            "plan.yaml:9: unknown key 'lable' in models.opus, Muster would not read it, did you"
                + " mean label?");
  }

  @Test
  void all_faults_are_told_at_once() {
    plan.with("billing: metered", "billing: metred")
        .with("mix: {opus: 60, llama: 40}", "mix: {opus: 60, lama: 30}")
        .with("- agents: [builder]", "- agents: [bilder]")
        .with("saving: 70", "saving: 60");

    assertThat(plan.problems()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void a_value_that_does_not_fit_is_told_why_and_what_to_write() {
    plan.with("strength: 100", "strength: high")
        .with("billing: metered", "billing: metred")
        .with("mix: {llama: 100}", "mix: [llama]");

    assertThat(plan.problems())
        .anyMatch(
            p -> p.endsWith("a whole number from 0 to 1000, write it in digits only, such as 0"))
        .anyMatch(p -> p.endsWith("it must be one of metered free flat, did you mean metered?"))
        .anyMatch(
            p ->
                p.endsWith(
                    "agents.tester.mix is a list, it must be a map, write key: value on lines of"
                        + " its own, indented below it"));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        // keys and types
        fault("name: small", "name: Small Plan", "name does not fit", "kebab case"),
        fault("name: small\n", "", "the plan lacks name", "add name"),
        fault("  opus:\n", "  Opus:\n", "name 'Opus' in models", "call it opus"),
        fault("strength: 100", "strength: high", "models.opus.strength does not fit", "whole"),
        fault("strength: 100", "strength: [1]", "models.opus.strength is a list", "whole"),
        fault("routing:\n", "routing: x\nold:\n", "routing does not fit", "a map"),
        fault("billing: metered", "billing: metred", "models.opus.billing", "metered free flat"),
        fault("notify: {}", "notify: {web: x}", "unknown key 'web' in notify", "webhook?"),
        fault("escalate: true", "escalate: often", "routing.escalate", "true or false"),
        fault("2026-09-23", "2026-02-30", "prices.claude-opus-5.effectiveFrom", "a date"),
        fault("output: 25.00", "output: cheap", "prices.claude-opus-5.output", "a number"),
        fault("notify: {}", "toolbelt: {}", "key 'toolbelt' is there twice", "keep one"),
        fault("title: Builder", "title:", "agents.builder lacks title", "add title"),
        fault("claude: 20%", "claude: 120%", "swarmLimits.claude", "per cent"),
        // mixes
        fault("opus: 60, llama: 40", "opus: 60, llama: 30", "builder.mix sums to 90", "100"),
        fault(
            "mix: {opus: 60, llama: 40}",
            "routing: {shares: usd}\n    mix: {opus: 60, llama: 40}",
            "builder.mix shares USD with llama, whose calls cost none",
            "share runs, turns or tokens"),
        fault("opus: 60, llama: 40", "opus: 100, llama: 0", "gives a model 0", "remove"),
        fault("opus: 60, llama: 40", "opus: 60, lama: 40", "the unknown model 'lama'", "llama?"),
        fault("llama: 40", "sample: 40", "uses the example model sample", "real id"),
        fault("baseline: {model: opus}", "baseline: {model: opsu}", "unknown model", "opus?"),
        // references
        fault("price: claude-opus-5", "price: claude-opus", "unknown price", "claude-opus-5?"),
        fault("servers: [finance]", "servers: [finances]", "unknown MCP server", "finance?"),
        fault("servers: [finance]", "servers: [finance, finance]", "twice", "remove"),
        fault(
            "mcp: [filesystem, linear]", "mcp: [filesytem, linear]", "'filesytem'", "filesystem?"),
        fault("servers: [linear]", "servers: []", "no client binds", "mcporter"),
        fault("canaries: [build]", "canaries: [built]", "unknown task 'built'", "build?"),
        fault("model: opus, prompt", "model: opis, prompt", "unknown model 'opis'", "opus?"),
        fault("judges: [llama, opus, critic]", "judges: [lama]", "routing.judges", "llama?"),
        fault("llama, opus, critic]", "llama, opus]", "has nobody for agent builder", "critic"),
        fault("family: mistral", "family: claude", "nobody for agent builder", "add a model of"),
        fault("agent: builder, task", "agent: bilder, task", "unknown agent", "builder?"),
        fault("task: build}", "task: bild}", "unknown task", "build?"),
        fault("{claude: 20%}", "{clod: 20}", "unknown family 'clod'", "claude?"),
        fault("wave-1: 8", "wave-2: 8", "unknown phase 'wave-2'", "wave-1?"),
        fault("wave-1: 8, ", "", "budget.phases lacks wave-1", "add wave-1"),
        fault("allow: [filesystem__*, ", "allow: [git__*, ", "server of this agent", "use one of"),
        fault("allow: [filesystem__*, ", "allow: [read_file, ", "'read_file'", "server__tool"),
        // waves and agents
        fault("- agents: [builder]", "- agents: [builder, builder]", "in wave 1 and in", "remove"),
        fault(
            "- agents: [builder]", "- agents: [builder, tester]", "tester is in wave 1", "remove"),
        fault(
            "- agents: [builder]", "- agents: [builder, runner]", "runner is in wave 1", "adopted"),
        fault("    purpose: test\n", "", "agent tester is in no wave", "purpose: test"),
        fault("    purpose: test\n", "", "no agent has purpose: test", "give one"),
        fault("title: Builder\n", "title: Builder\n    purpose: test\n", "as well", "keep one"),
        fault("    watch: ~/progress.json\n", "", "agents.runner lacks watch", "file or URL"),
        fault("    canaries: [build]\n", "", "agents.builder lacks canaries", "add canaries"),
        fault("    mcp: [filesystem]\n", "", "agents.tester lacks mcp", "add mcp"),
        fault("title: Builder\n", "title: Builder\n    watch: x\n", "builder has watch", "remove"),
        fault("canaries: [probe]", "canaries: [probe, build]", "several canaries", "keep one"),
        fault("  builder:\n", "  judge:\n", "agents.judge", "rename"),
        fault(
            "{usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "{usd: 9, runUsd: 5, maxInputTokens: 200000, maxOutputTokens: 4000}",
            "maxInputTokens is 200000",
            "lower it to 100000"),
        // models and addresses
        fault("    price: claude-opus-5\n", "", "models.opus has no price", "billing: free"),
        fault(
            "strength: 100",
            "strength: 100\n    thinkingTokens: 500",
            "thinkingTokens",
            "leave it"),
        fault(
            "provider: ollama\n    family: mistral",
            "provider: alibaba\n    thinkingTokens: 10000\n    family: mistral",
            "nothing of maxOutputTokens to answer with",
            "make it smaller"),
        fault("input: 5, output: 25.00", "input: 0, output: 0", "costs nothing", "its price"),
        fault("https://api.anthropic.com", "api.anthropic.com", "baseUrl is no URL", "https://"),
        fault("https://api.anthropic.com", "ftp://a/b", "baseUrl is no URL", "http"),
        fault("https://mcp.linear.app/mcp", "https:///mcp", "mcpServers.linear.url", "host"),
        fault("https://mcp.linear.app/mcp", "https://u:p@h/mcp", "linear.url is no URL", "host"),
        fault("notify: {}", "notify: {webhook: here}", "notify.webhook is no URL", "https://"),
        fault("watch: ~/progress.json", "watch: gopher://x", "watch is no URL", "https://"),
        fault("platform: ${MUSTER_SITE_URL}/", "platform: ${MUSTER_SITE_URL}x/", "no URL", "https"),
        // servers
        fault("    command: uvx\n", "", "finance has no command and no url", "give one"),
        fault("command: uvx", "command: uvx\n    url: https://h/m", "command and url", "give one"),
        fault("expect: unknown", "expect: unkown", "linear.expect does not fit", "unknown"),
        fault("expect: unknown", "expect: {}", "linear.expect is empty", "unknown"),
        fault("{count: 2, names", "{count: 3, names", "expect.count is 3", "agree"),
        fault("  finance:\n    command", "  git:\n    command", "mcpServers.git", "rename"),
        fault("home: \"${MUSTER_DATA}", "home: \"rel", "home is a relative path", "~"),
        fault("command: uvx", "command: uvx\n    cwd: here", "finance.cwd is a relative", "~"),
        fault("expect: unknown", "cwd: /x\n    expect: unknown", "linear has cwd", "remove"),
        fault("command: uvx", "command: uvx\n    tools: {}", "finance.tools is empty", "deny"),
        fault(
            "command: uvx",
            "command: uvx\n    tools: {allow: [quote], deny: [quote]}",
            "allows and denies 'quote'",
            "keep one"),
        fault(
            "command: uvx",
            "command: uvx\n    tools: {deny: [trde]}",
            "the unknown tool 'trde'",
            "trade?"),
        // clients
        fault("kind: mcporter, home", "kind: mcporter, project: ~/p, home", "and project", "one"),
        fault("{kind: qwen-code", "{kind: qwen-code, project: p", "project is a relative", "~"),
        fault(
            "expect: unknown\ntoolbelt:",
            "expect: unknown\n    tools: {deny: [drop]}\ntoolbelt:",
            "binds linear, which has tools.deny",
            "expect.names",
            "kind: mcporter",
            "kind: copilot-cli"),
        fault(
            "command: uvx",
            "command: uvx\n    cwd: /srv\n    tools: {deny: [trade]}",
            "binds finance, which has cwd",
            "without cwd",
            "kind: qwen-code",
            "kind: claude-code"),
        fault("{name: act,", "{name: think,", "two steps think", "rename"),
        // secrets
        fault(
            "apiKey: ${ANTHROPIC_API_KEY}", "apiKey: abc", "opus.apiKey holds a secret", "${NAME}"),
        fault("Bearer ${LINEAR_API_KEY}", "Bearer hunter2", "headers.Authorization", "secrets.env"),
        fault("{LOG_LEVEL: info}", "{FINANCE_TOKEN: x1}", "env.FINANCE_TOKEN", "${NAME}"),
        fault("args: [finance]", "args: [finance, --api-key, x]", "finance.args", "${NAME}"),
        fault("args: [finance]", "args: [\"--token=x\"]", "finance.args holds", "${NAME}"),
        fault("Score it.\n  probe", "hf_abcdefghijklmnopqrst\n  probe", "build.rubric", "${NAME}"),
        fault("${LINEAR_API_KEY}", "${linear}", "holds a reference that is none", "${NAME}"),
        // budgets: 32000 x 5 + 4000 x 25 USD per million = 0.26 USD
        fault(
            "{usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "{usd: 4, runUsd: 0.25, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "agents.builder.budget.runUsd is 0.25 USD",
            "raise it"),
        fault(
            "{usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "{usd: 0.2, runUsd: 0.1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "agents.builder.budget.usd is 0.2 USD",
            "raise it"),
        fault("wave-1: 8", "wave-1: 0.25", "budget.phases.wave-1 is 0.25", "raise it"),
        fault("workflow-test: 2", "workflow-test: 0.25", "phases.workflow-test is", "raise it"),
        fault("feature: 4", "feature: 0.25", "budget.phases.feature is 0.25", "raise it"),
        fault("  usd: 30", "  usd: 0.25", "budget.usd is 0.25 USD", "raise it"),
        fault("  usd: 30", "  usd: 30\n  tokens: 9", "budget.tokens is 9 tokens", "raise it"),
        fault("wave-1: 8", "wave-1: {usd: 8, tokens: 9}", "wave-1.tokens is 9", "raise it"),
        fault("wave-1: 8", "wave-1: {usd: 0.25}", "budget.phases.wave-1 is 0.25", "raise it"),
        fault("wave-1: 8", "wave-1: {tokens: 99999}", "wave-1 lacks usd", "add usd"),
        fault("wave-1: 8", "wave-1: {usd: 8, turns: 0}", "wave-1.turns", "1"),
        fault("runUsd: 1,", "runUsd: 1, runTokens: 9,", "runTokens is 9 tokens", "raise it"),
        fault(
            "runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "runUsd: 5, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "budget.runUsd is 5 USD",
            "raise usd"),
        // gates
        fault("  wave-1: {quorum: 100}\n", "", "gates lacks wave-1", "add wave-1"),
        fault("  feature: {checks: 100, feature-quality: 8}\n", "", "gates lacks feature", "add"),
        fault(
            "wave-1: {quorum: 100}",
            "wave-1: {quorum: 100}\n  wave-2: {quorum: 100}",
            "wave-2",
            "remove"),
        fault("wave-1: {quorum: 100}", "wave-1: {qorum: 100}", "unknown key 'qorum'", "quorum?"),
        fault("test-cost: 0.10", "test-cost: 0.11", "test-cost is 0.11", "0.10 or stricter"),
        fault("test-quality: 8", "test-quality: 7.9", "test-quality is 7.9", "8 or stricter"),
        fault("test-minutes: 15", "test-minutes: 16", "test-minutes is 16", "15 or stricter"),
        fault("feature-quality: 8", "feature-quality: 7", "feature-quality is 7", "8 or"),
        fault("saving: 70", "saving: 69", "deployment.saving is 69", "70 or stricter"),
        fault("speed-up: 2", "speed-up: 1.5", "speed-up is 1.5", "2 or stricter"),
        fault("saving: 70, ", "", "gates.deployment lacks saving", "add saving"),
        fault("swarm-quality-loss: 0", "swarm-quality-loss: 1", "quality-loss is 1", "0 or"),
        fault("connected: 100", "connected: 99", "connected is 99", "100 or stricter"),
        fault("missing-tools: 0", "missing-tools: 1", "missing-tools is 1", "0 or stricter"),
        fault("15, checks: 100", "15, checks: 50", "workflow-test.checks is 50", "100 or"),
        fault("agent: {checks: 100", "agent: {checks: 0", "agent.checks is 0", "100 or"),
        fault("servers-called: 100", "servers-called: 0", "servers-called is 0", "100 or"),
        fault("wave-1: {quorum: 100}", "wave-1: {quorum: 66}", "wave-1.quorum is 66", "100 or"),
        fault("feature: {checks: 100", "feature: {checks: 99.9", "feature.checks is 99.9", "100"),
        fault("active-agents: 1", "active-agents: 2", "can never pass", "write 1"),
        fault("active-agents: 1", "active-agents: 0", "would pass without some", "write 1"),
        // files
        fault(
            "prompts/builder.md",
            "prompts/bilder.md",
            "the missing file 'prompts/bilder.md'",
            "path"),
        fault("template: tasks/build/template", "template: tasks/none", "missing folder", "path"),
        fault(
            "files: tasks/build/checks", "files: ../x", "leads out of the plan's folder", "below"),
        fault("prompts/builder.md", "/etc/hosts.md", "leads out of the plan's folder", "below"),
        fault("prompts/builder.md", "~/x.md", "leads out of the plan's folder", "below"),
        fault("files: tasks/build/checks", "files: tasks/build/template/src", "overlaps", "own"),
        fault("monthlyUsd: 500", "monthlyUsd: 500\n  cassettes: none", "missing folder", "path"));
  }

  private static Arguments fault(String old, String fresh, String what, String mend) {
    return Arguments.of(old, fresh, what, mend, "title: Tester", "title: Tester");
  }

  private static Arguments fault(
      String old, String fresh, String what, String mend, String alsoOld, String alsoFresh) {
    return Arguments.of(old, fresh, what, mend, alsoOld, alsoFresh);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void every_fault_is_told_with_its_line_and_a_mend(
      String old, String fresh, String what, String mend, String alsoOld, String alsoFresh) {
    plan.with(old, fresh).with(alsoOld, alsoFresh);

    assertThat(plan.problems())
        .anySatisfy(
            problem ->
                assertThat(problem).matches("plan\\.yaml:[1-9][0-9]*: .*").contains(what, mend))
        .allSatisfy(problem -> assertThat(problem).doesNotContain("\n"));
  }

  @Test
  void an_agent_may_outgrow_a_small_window_while_another_of_its_models_is_larger() {
    plan.with(
        "maxInputTokens: 100000\n    maxOutputTokens: 10000\n    strength: 10\n  critic:",
        "maxInputTokens: 20000\n    maxOutputTokens: 10000\n    strength: 10\n  critic:");

    assertThat(plan.problems())
        .as("the builder has opus, the tester has llama only")
        .singleElement()
        .asString()
        .contains(
            "agents.tester.budget.maxInputTokens is 32000, the largest of its models allows"
                + " 20000, lower it to 20000");
  }

  /** Nobody answers in the baseline's place: a run that was cut short would flatter the mix. */
  @Test
  void an_agent_may_not_outgrow_the_baseline() {
    plan.with("maxInputTokens: 100_000", "maxInputTokens: 20000");
    assertThat(plan.problems())
        .isNotEmpty()
        .allMatch(problem -> problem.toString().contains("the baseline opus allows 20000"));
  }

  @Test
  void the_line_is_the_one_that_holds_the_fault() {
    plan.with("saving: 70", "saving: 60");
    int line = plan.line("saving: 60");

    assertThat(plan.problems()).singleElement().asString().startsWith("plan.yaml:" + line + ": ");
  }

  @Test
  void a_secret_in_clear_is_never_repeated() {
    plan.with("apiKey: ${ANTHROPIC_API_KEY}", "apiKey: hunter2-in-clear")
        .with("Bearer ${LINEAR_API_KEY}", "Bearer hunter2-in-clear")
        .with("strength: 100", "strength: hunter2-in-clear");

    assertThat(plan.problems()).hasSize(3).noneMatch(problem -> problem.contains("hunter2"));
  }

  @Test
  void very_many_faults_are_cut_and_said_to_be() {
    var keys = new StringBuilder("notify:\n");
    for (int i = 0; i < 500; i++) {
      keys.append("  key").append(i).append(": 1\n");
    }
    plan.with("notify: {}\n", keys.toString());

    assertThat(plan.problems()).hasSize(201).first().asString().contains("more faults");
  }
}
