package dev.muster.telemetry;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.ScriptedModels;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.agent.Turns;
import dev.muster.agent.Turns.Next;
import dev.muster.deployment.Phases;
import dev.muster.model.ToolCall;
import dev.muster.store.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A tree whose branches ended in two lives of one Muster. */
class SpansAfterRestartTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;

  @Test
  void what_ended_before_and_after_a_restart_is_one_tree() throws Exception {
    try (var collector = SpanCollector.start()) {
      var database = TestDatabase.freshProperties("spans_after_restart");
      Run run;
      try (var first = started(database, collector)) {
        run = begun(first);
      }
      assertThat(collector.taken().map(ToldSpan::operation))
          .as("told when the first life ended, at the latest")
          .containsExactly("chat");
      try (var second = started(database, collector)) {
        ended(second, run);
      }
      oneTree(collector.taken().collect(Collectors.toMap(this::name, s -> s)), run);
    }
  }

  /** A model's answer that calls a tool. */
  private Run begun(ConfigurableApplicationContext muster) throws Exception {
    var dep = Deployed.in(muster, folder);
    dep.ended("feature");
    var run = dep.run("feature", 1, "builder", "probe", "mix");
    dep.jdbc().sql("update muster.phase set ended_at = null").update();
    var arguments = JSON.readTree("{\"path\": \".\"}");
    dep.bean(ScriptedModels.class)
        .answer(
            request ->
                ScriptedModels.tools(
                    request, new ToolCall("c-1", "filesystem__list_directory", arguments)));
    assertThat(turn(muster, run, "before")).isEqualTo(Next.TOOLS);
    return run;
  }

  private static Next turn(ConfigurableApplicationContext muster, Run run, String task)
      throws Exception {
    var turns = muster.getBean(Turns.class);
    turns.route(run.id());
    return get(turns.callModel(task, run.id()));
  }

  private static void ended(ConfigurableApplicationContext muster, Run run) throws Exception {
    get(muster.getBean(Turns.class).callTools("tools", run.id()));
    muster.getBean(ScriptedModels.class).say("done");
    assertThat(turn(muster, run, "after")).isEqualTo(Next.DONE);
    muster.getBean(Runs.class).close(run.id());
    muster.getBean(Phases.class).measureFeature(run.deploymentId());
  }

  private String name(ToldSpan span) {
    var reasons = span.get("gen_ai.response.finish_reasons");
    return reasons == null ? span.operation() : span.operation() + " " + reasons;
  }

  private static void oneTree(Map<String, ToldSpan> told, Run run) {
    assertThat(told.keySet())
        .containsExactlyInAnyOrder(
            "chat tool_call", "execute_tool", "chat stop", "invoke_agent", "invoke_workflow");
    assertThat(told.values())
        .extracting(ToldSpan::trace)
        .hasSize(5)
        .containsOnly(told.get("invoke_workflow").trace());
    var agent = told.get("invoke_agent");
    assertThat(agent.name()).isEqualTo("invoke_agent builder");
    assertThat(agent.get("gen_ai.conversation.id")).isEqualTo(run.id());
    assertThat(agent.parent()).isEqualTo(told.get("invoke_workflow").id());
    for (var step : new String[] {"chat tool_call", "execute_tool", "chat stop"}) {
      assertThat(told.get(step).parent()).as(step).isEqualTo(agent.id());
    }
  }

  private ConfigurableApplicationContext started(
      Map<String, String> database, SpanCollector collector) {
    var properties = new HashMap<String, Object>(database);
    properties.put("muster.data", folder.resolve("data").toString());
    properties.put("muster.print-logins", "false");
    properties.put("muster.plan-folders", "/");
    properties.put("muster.commands", "enclosed-if-possible");
    properties.put("server.port", "0");
    properties.put("MUSTER_ADMIN_PASSWORD", "admins-own");
    properties.put("MUSTER_APPROVER_PASSWORD", "approvers-own");
    properties.put("management.otlp.tracing.endpoint", collector.endpoint());
    return new SpringApplicationBuilder(WholeMuster.App.class)
        .registerShutdownHook(false)
        .logStartupInfo(false)
        .run(
            properties.entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toArray(String[]::new));
  }
}
