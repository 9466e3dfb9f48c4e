package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.gateway.Gateway;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.ToolCalls;
import dev.muster.plan.DeploymentPlans;
import dev.muster.telemetry.ToldSpan;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an operator's collector sees of a deployment, against the ledger's rows. */
class TracesTest {
  private static final World WORLD = World.get();
  private static final Set<String> NAMES =
      Set.of(
          "gen_ai.operation.name",
          "gen_ai.workflow.name",
          "gen_ai.agent.name",
          "gen_ai.agent.id",
          "gen_ai.conversation.id",
          "gen_ai.provider.name",
          "gen_ai.request.model",
          "gen_ai.request.max_tokens",
          "gen_ai.response.model",
          "gen_ai.response.finish_reasons",
          "gen_ai.usage.input_tokens",
          "gen_ai.usage.output_tokens",
          "gen_ai.usage.cache_read.input_tokens",
          "gen_ai.usage.cache_creation.input_tokens",
          "gen_ai.tool.name",
          "gen_ai.tool.call.id",
          "gen_ai.tool.type",
          "error.type",
          "muster.deployment",
          "muster.round",
          "muster.task",
          "muster.arm",
          "muster.waited_ms",
          "muster.purpose");
  private static Trial trial;
  private static List<Run> runs;
  private static List<Attempt> attempts;
  private static List<ToldSpan> spans;

  @BeforeAll
  static void signOff() {
    // On a busy machine a gate may find the swarm too slow; this story is not about speed.
    for (int tries = 3; tries > 0 && !signedOff(); tries--) {
      trial = Trial.started(WORLD, "");
      trial.rest();
    }
    assertThat(trial.status()).as(() -> judged(trial.id())).isEqualTo("SIGNED_OFF");
    runs = WORLD.bean(Runs.class).of(trial.id());
    attempts = WORLD.bean(Ledger.class).attempts(trial.id());
    spans = WORLD.spans(trial.id());
  }

  private static boolean signedOff() {
    return trial != null && trial.status().equals("SIGNED_OFF");
  }

  /** What the gates said, for whoever reads that it ended otherwise. */
  private static String judged(String deployment) {
    return WORLD
        .bean(JdbcClient.class)
        .sql("select gate, verdict, judged from muster.gate_result where deployment_id = ?")
        .param(deployment)
        .query()
        .listOfRows()
        .toString();
  }

  @Test
  void each_phase_in_which_agents_work_is_a_workflow_and_a_tree() {
    var roots = of("invoke_workflow");
    assertThat(roots)
        .extracting(ToldSpan::name)
        .containsExactlyInAnyOrder(
            "invoke_workflow mcp-installation",
            "invoke_workflow workflow-test",
            "invoke_workflow wave-1",
            "invoke_workflow feature",
            "invoke_workflow wave-2");
    assertThat(roots).extracting(ToldSpan::parent).containsOnly("");
    assertThat(roots).extracting(ToldSpan::trace).doesNotHaveDuplicates();
    assertThat(spans).extracting(ToldSpan::id).doesNotHaveDuplicates();
  }

  @Test
  void every_run_hangs_below_its_phase_with_its_times() {
    var agents = byRun("invoke_agent");
    assertThat(agents.keySet()).isEqualTo(runs.stream().map(Run::id).collect(Collectors.toSet()));
    for (var run : runs) {
      var span = agents.get(run.id()).get(0);
      assertThat(span.name()).isEqualTo("invoke_agent " + run.agent());
      assertThat(span.kind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
      assertThat(parent(span).name()).isEqualTo("invoke_workflow " + run.phase());
      assertThat(span.start() / 1000).isEqualTo(micros(run.openedAt()));
      assertThat(span.end() / 1000).isEqualTo(micros(run.closedAt()));
      assertThat(span.failed()).isFalse();
    }
  }

  @Test
  void every_call_of_the_ledger_is_a_chat_with_its_figures_where_it_belongs() {
    var chats = of("chat");
    assertThat(chats).hasSameSizeAs(attempts);
    assertThat(chats).extracting(ToldSpan::kind).containsOnly(SpanKind.SPAN_KIND_CLIENT);
    assertThat(sorted(chats, TracesTest::said)).isEqualTo(sorted(attempts, TracesTest::said));
    for (var chat : chats) {
      var parent = parent(chat);
      assertThat(parent.operation())
          .as(chat.toString())
          .isEqualTo(
              chat.get("muster.purpose").equals("turn") ? "invoke_agent" : "invoke_workflow");
      assertThat(parent.get("gen_ai.conversation.id"))
          .isEqualTo(chat.get("gen_ai.conversation.id"));
      assertThat(chat.start()).isGreaterThanOrEqualTo(parent.start());
    }
    assertThat(chats.stream().filter(c -> c.get("muster.purpose").equals("preflight")))
        .isNotEmpty()
        .allMatch(c -> parent(c).name().equals("invoke_workflow mcp-installation"));
  }

  @Test
  void every_tool_call_hangs_below_its_run() {
    var told = byRun("execute_tool");
    for (var run : runs) {
      var calls = WORLD.bean(ToolCalls.class).of(run.id());
      assertThat(calls).isNotEmpty();
      assertThat(told.get(run.id()))
          .extracting(s -> s.get("gen_ai.tool.call.id"))
          .containsExactlyInAnyOrderElementsOf(calls.stream().map(c -> c.callId()).toList());
      for (var span : told.get(run.id())) {
        assertThat(span.name()).isEqualTo("execute_tool filesystem__write_file");
        assertThat(span.get("gen_ai.tool.type")).isEqualTo("function");
        assertThat(parent(span)).isEqualTo(byRun("invoke_agent").get(run.id()).get(0));
      }
    }
  }

  @Test
  void nothing_that_was_said_is_told() {
    assertThat(spans.stream().flatMap(s -> s.attributes().keySet().stream())).isSubsetOf(NAMES);
    assertThat(spans).extracting(ToldSpan::events).containsOnly(0);
    assertThat(spans.toString()).doesNotContain("note.md", "Write the word", "rehearsal-key");
  }

  @Test
  void requests_to_our_pages_are_told_to_nobody() throws Exception {
    var port = WORLD.bean(Environment.class).getProperty("local.server.port");
    var health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"));
    var answer = HttpClient.newHttpClient().send(health.build(), BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(WORLD.allSpans()).extracting(ToldSpan::operation).doesNotContainNull();
  }

  /** In month 1 a run is a tree of its own: no phase would end. */
  @Test
  void what_the_gateway_forwards_is_measured_and_told_below_its_run() throws Exception {
    var open =
        new Runs.OpenRun(
            "traced-" + trial.id(), trial.id(), "operation", 1, "anna", "note", "mix", "");
    var run = WORLD.bean(Runs.class).open(open);
    long before = measured();

    assertThat(forwarded(run)).isEqualTo(200);
    WORLD.bean(Gateway.class).close(run.id());
    WORLD.bean(Runs.class).close(run.id());

    assertThat(measured() - before).isEqualTo(1);
    var told =
        WORLD.spans(trial.id()).stream()
            .filter(s -> run.id().equals(s.get("gen_ai.conversation.id")))
            .collect(Collectors.toMap(ToldSpan::operation, Function.identity()));
    var agent = told.get("invoke_agent");
    var chat = told.get("chat");
    assertThat(told).hasSize(2);
    assertThat(agent.parent()).isEmpty();
    assertThat(chat.parent()).isEqualTo(agent.id());
    assertThat(chat.trace()).isEqualTo(agent.trace());
    assertThat(Long.valueOf(chat.get("gen_ai.usage.output_tokens"))).isPositive();
    assertThat(chat.get("gen_ai.response.finish_reasons")).isEqualTo("tool_call");
  }

  private static long measured() {
    return WORLD
        .bean(MeterRegistry.class)
        .find("gen_ai.client.operation.duration")
        .tag("error.type", "none")
        .timers()
        .stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private static int forwarded(Run run) throws Exception {
    var plan = WORLD.bean(DeploymentPlans.class).of(run.deploymentId()).plan();
    var guest =
        new Gateway.Guest(
            run.deploymentId(), run.id(), run.budgetPath(), "anna", "mix", plan, "qwen", 8000, 500);
    var access = WORLD.bean(Gateway.class).open(guest);
    var body =
        """
        {"model": "any", "messages":
          [{"role": "user", "content": "Write. [muster role=anna task=note]"}],
         "tools": [{"type": "function", "function": {"name": "filesystem__write_file"}}]}
        """;
    var asked =
        HttpRequest.newBuilder(URI.create(access.openAi() + "/chat/completions"))
            .header("Authorization", "Bearer " + access.token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return HttpClient.newHttpClient().send(asked.build(), BodyHandlers.ofString()).statusCode();
  }

  private static List<ToldSpan> of(String operation) {
    return spans.stream().filter(s -> operation.equals(s.operation())).toList();
  }

  private static Map<String, List<ToldSpan>> byRun(String operation) {
    return of(operation).stream()
        .collect(Collectors.groupingBy(s -> s.get("gen_ai.conversation.id")));
  }

  private static ToldSpan parent(ToldSpan child) {
    return spans.stream()
        .filter(s -> s.id().equals(child.parent()) && s.trace().equals(child.trace()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no parent of " + child));
  }

  private static String said(ToldSpan chat) {
    return Stream.of(
            "muster.purpose",
            "gen_ai.request.model",
            "gen_ai.response.model",
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens")
        .map(chat::get)
        .collect(Collectors.joining(" "));
  }

  private static String said(Attempt attempt) {
    var usage = attempt.usage();
    return String.join(
        " ",
        attempt.purpose(),
        attempt.modelId(),
        attempt.answeredAs(),
        String.valueOf(usage.totalInput()),
        String.valueOf(usage.totalOutput()));
  }

  private static <T> List<String> sorted(List<T> all, Function<T, String> said) {
    return all.stream().map(said).sorted().toList();
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
  }
}
