package dev.muster.agent;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.ScriptedModels;
import dev.muster.WholeMuster;
import dev.muster.agent.Turns.Next;
import dev.muster.evaluation.Checks;
import dev.muster.ledger.ToolCalls;
import dev.muster.ledger.Usage;
import dev.muster.mcp.ToolLocks;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.model.ChatRequest;
import dev.muster.model.Message;
import dev.muster.model.ModelFailure;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ToolCall;
import dev.muster.model.ToolResult;
import dev.muster.plan.DeploymentPlans;
import dev.muster.routing.Decision;
import dev.muster.routing.Decisions;
import dev.muster.workspace.Workspaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Turn by turn: who answers, what tools say, and when a run stops. */
@WholeMuster
class TurnsTest {
  @Autowired ApplicationContext muster;
  @Autowired ScriptedModels models;
  @Autowired Turns turns;
  @Autowired Runs runs;
  @Autowired Conversations conversations;
  @TempDir Path folder;

  @Test
  void a_step_names_its_model_and_else_the_share_behind_answers() throws Exception {
    var run = deployed().run("wave-1", 1, "builder", "build", "mix");
    models.say("done");

    assertThat(turns.route(run.id())).isEqualTo("opus");
    assertThat(call(run)).isEqualTo(Next.NEXT_STEP);
    assertThat(turns.route(run.id())).isEqualTo("llama");
    assertThat(call(run)).isEqualTo(Next.DONE);

    var asked = conversations.of(run.id()).stream().filter(Message.User.class::isInstance).toList();
    assertThat(asked)
        .extracting(m -> ((Message.User) m).text())
        .containsExactly(
            "Build it.\n\n\nThink first.\n\n[muster role=builder task=build]", "Then act.");
    assertThat(runs.authors(run.id())).containsExactlyInAnyOrder("opus", "llama");
    assertThat(turns.closing(run.id())).isEqualTo("done");
  }

  @Test
  void shares_are_kept_by_deficit_turn_by_turn_over_all_runs_of_the_agent() throws Exception {
    var dep = deployed();
    models.say("done");
    var chosen = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      var run = dep.run("wave-1", 1, "builder", "probe", "mix");
      chosen.add(turns.route(run.id()));
      call(run);
    }
    assertThat(chosen.subList(0, 5)).containsExactly("opus", "llama", "opus", "llama", "opus");
    assertThat(Collections.frequency(chosen, "opus")).isEqualTo(6);
  }

  @Test
  void an_answer_that_was_paid_for_is_used_after_a_restart_whatever_the_limits_say()
      throws Exception {
    var dep = deployed();
    var run = dep.run("wave-1", 1, "builder", "probe", "mix");
    models.say("done");
    turns.route(run.id());
    var task = dep.task();
    get(turns.callModel(task, run.id()));
    dep.jdbc().sql("delete from muster.message where task_id = ?").param(task).update();
    dep.at("run", "opened_at", "id = '" + run.id() + "'", Instant.now().minusSeconds(90_000));
    models.answer(
        request -> {
          throw new IllegalStateException("sent again");
        });

    assertThat(get(turns.callModel(task, run.id()))).isEqualTo(Next.DONE);
    assertThat(dep.again(run).stopReason()).isNull();
    assertThat(turns.closing(run.id())).isEqualTo("done");
  }

  @Test
  void the_baseline_arm_is_always_the_baseline_model() throws Exception {
    var dep = deployed("baseline: {model: opus}", "baseline: {model: llama}");
    var run = dep.run("wave-1", 1, "builder", "build", "baseline");
    models.say("done");

    assertThat(turns.route(run.id())).isEqualTo("llama");
    call(run);
    assertThat(turns.route(run.id())).isEqualTo("llama");
    call(run);
    assertThat(runs.authors(run.id())).containsExactly("llama");
  }

  @Test
  void a_failed_check_goes_once_to_the_stronger_model_with_its_output() throws Exception {
    var dep = deployed("{command: [\"true\"]}", "{command: [cat, absent.txt]}");
    var run = weakRun(dep);
    models.say("done");
    call(run);
    check(dep, run);

    assertThat(runs.verdict(run.id())).isEqualTo("ESCALATE");
    assertThat(runs.verdict(run.id())).as("delivered again").isEqualTo("ESCALATE");
    assertThat(conversations.of(run.id())).hasSize(3);
    assertThat(((Message.User) last(run)).text())
        .startsWith("Your check failed: acceptance\n")
        .contains("absent.txt")
        .endsWith("mend it.");

    assertThat(turns.route(run.id())).isEqualTo("opus");
    assertThat(call(run)).isEqualTo(Next.DONE);
    check(dep, run);
    assertThat(runs.verdict(run.id())).as("once").isEqualTo("ACCEPT");
    runs.close(run.id());
    assertThat(dep.again(run)).matches(r -> r.outcome().equals("CHECKS_FAILED"));
  }

  @Test
  void an_escalation_that_a_limit_stops_is_not_asked_for_again() throws Exception {
    var dep =
        deployed(
            "{command: [\"true\"]}",
            "{command: [\"false\"]}",
            "budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 1}");
    var run = weakRun(dep);
    models.say("done");
    call(run);
    check(dep, run);
    assertThat(runs.verdict(run.id())).isEqualTo("ESCALATE");
    turns.route(run.id());

    assertThat(call(run)).isEqualTo(Next.DONE);

    assertThat(runs.verdict(run.id())).isEqualTo("ACCEPT");
    runs.close(run.id());
    assertThat(dep.again(run).outcome()).isEqualTo("SOFT_STOPPED");
  }

  @Test
  void a_turn_that_one_model_cannot_answer_comes_again_for_another() throws Exception {
    var dep = deployed();
    var run = dep.run("wave-1", 1, "builder", "probe", "mix");
    models.answer(
        request -> {
          if (request.model().name().equals("opus")) {
            throw new ModelFailure(Kind.RETRY, 503, null, "HTTP 503");
          }
          return ScriptedModels.text(request, "done");
        });
    var task = dep.task();
    try {
      assertThat(turns.route(run.id())).isEqualTo("opus");
      assertThatThrownBy(() -> get(turns.callModel(task, run.id())))
          .rootCause()
          .hasMessage("llama is asked next, since: HTTP 503")
          .matches(f -> ((ModelFailure) f).kind() == Kind.RETRY);
      assertThat(get(turns.callModel(task, run.id()))).isEqualTo(Next.DONE);
      assertThat(runs.authors(run.id())).containsExactly("llama");
      var next = dep.run("wave-1", 1, "builder", "probe", "mix");
      assertThat(turns.route(next.id())).as("opus is left alone for a while").isEqualTo("llama");
    } finally {
      dep.jdbc().sql("delete from muster.model_health").update();
    }
    var recorded = dep.bean(Decisions.class).of(dep.id, run.id());
    assertThat(recorded).hasSize(2);
    assertThat(recorded.get(1))
        .matches(d -> d.fallbackFrom().equals("opus") && d.cause().equals("UNAVAILABLE"));
  }

  @Test
  void a_baseline_run_is_never_escalated() throws Exception {
    var dep = deployed("{command: [\"true\"]}", "{command: [\"false\"]}");
    var run = dep.run("wave-1", 1, "builder", "probe", "baseline");
    models.say("done");
    turns.route(run.id());
    call(run);
    check(dep, run);
    assertThat(runs.verdict(run.id())).isEqualTo("ACCEPT");
  }

  @Test
  void a_task_that_a_person_reviews_is_reviewed_and_a_rejection_is_its_outcome() throws Exception {
    var dep = deployed("    prompt: Probe it.", "    prompt: Probe it.\n    personReviews: true");
    var run = dep.run("wave-1", 1, "builder", "probe", "mix");
    check(dep, run);
    assertThat(runs.verdict(run.id())).isEqualTo("REVIEW");
    runs.reviewed(run.id(), false, "approver", "not what we asked for");
    runs.close(run.id());
    assertThat(dep.again(run)).matches(r -> r.outcome().equals("REJECTED"));
  }

  @Test
  void tools_work_in_the_workspace_and_results_keep_the_order_of_the_request() throws Exception {
    var run = started(deployed());
    models.answer(
        r ->
            ScriptedModels.tools(
                r,
                tool("b", "filesystem__write_file", "{'path':'b.txt','content':'two'}"),
                tool("a", "filesystem__read_file", "{'path':'b.txt'}")));
    assertThat(call(run)).isEqualTo(Next.TOOLS);
    callTools(run);

    assertThat(results(run)).extracting(ToolResult::callId).containsExactly("b", "a");
    assertThat(results(run)).noneMatch(ToolResult::error);
    assertThat(Files.readString(file(run, "b.txt"))).isEqualTo("two");
    assertThat(offered()).contains("filesystem__read_file").doesNotContain("sessions__list");
  }

  @Test
  void what_is_not_allowed_or_unknown_is_told_to_the_model_and_never_thrown() throws Exception {
    var run = started(deployed());
    models.answer(
        r ->
            ScriptedModels.tools(
                r,
                tool("1", "sessions__list", "{}"),
                tool("2", "git__log", "{}"),
                tool("3", "nonsense", "{}"),
                tool("4", "filesystem__read_file", "{'path':'../../secrets.env'}")));
    assertThat(call(run)).isEqualTo(Next.TOOLS);
    callTools(run);

    assertThat(results(run)).hasSize(4).allMatch(ToolResult::error);
    assertThat(results(run))
        .extracting(ToolResult::content)
        .startsWith(
            "tool sessions__list is not allowed for this agent",
            "tool git__log is not allowed for this agent",
            "tool nonsense is not allowed for this agent");
    assertThat(muster.getBean(ToolCalls.class).of(run.id())).hasSize(1);
  }

  /** Not even a person is asked for it. */
  @Test
  void what_the_plan_lets_nobody_use_of_a_server_is_neither_offered_nor_called() throws Exception {
    var server = Path.of(getClass().getResource("/mcp/well-behaved.mjs").toURI());
    var run =
        started(
            deployed(
                    "command: uvx",
                    "command: node",
                    "args: [finance]",
                    "args: [\"" + server + "\"]",
                    "expect: {count: 2, names: [quote, trade]}",
                    "expect: unknown\n    tools: {deny: [fail]}",
                    "mcp: [filesystem, sessions]",
                    "mcp: [filesystem, finance]",
                    "allow: [filesystem__*], risky: [filesystem__edit_file]",
                    "allow: [filesystem__*, finance__*], risky: [finance__fail]")
                .approved("finance"));
    models.answer(
        r ->
            ScriptedModels.tools(
                r,
                tool("1", "finance__fail", "{}"),
                tool("2", "finance__echo", "{'message':'hi'}")));

    assertThat(call(run)).isEqualTo(Next.TOOLS);
    callTools(run);

    assertThat(offered()).contains("finance__echo").doesNotContain("finance__fail");
    assertThat(results(run)).extracting(ToolResult::error).containsExactly(true, false);
    assertThat(results(run).get(0).content())
        .isEqualTo("tool finance__fail is not allowed for this agent");
    assertThat(muster.getBean(ToolCalls.class).of(run.id())).hasSize(1);
  }

  /** The rule is the plan's; the tools are the server's, as they are at this turn. */
  @Test
  void a_call_that_breaks_a_rule_is_never_sent_and_new_tools_are_offered_when_they_are_approved()
      throws Exception {
    var server = Path.of(getClass().getResource("/mcp/shared.mjs").toURI());
    var run =
        started(
            deployed(
                    "command: uvx",
                    "command: node",
                    "args: [finance]",
                    "args: [\"" + server + "\"]",
                    "expect: {count: 2, names: [quote, trade]}",
                    "expect: unknown\n    tools: {rules: [{tool: echo, argument: message, matches:"
                        + " '[a-z]+'}]}",
                    "mcp: [filesystem, sessions]",
                    "mcp: [filesystem, finance]",
                    "allow: [filesystem__*], risky: [filesystem__edit_file]",
                    "allow: [filesystem__*, finance__*], risky: [finance__fail]")
                .approved("finance"));
    models.answer(
        r ->
            ScriptedModels.tools(
                r,
                tool("1", "finance__echo", "{'message':'DROP'}"),
                tool("2", "finance__echo", "{'message':'asked'}"),
                tool("h", "finance__hidden", "{}"),
                tool("3", "finance__echo", "{'message':'grow'}"),
                tool("4", "finance__echo", "{'message':'late'}")));
    assertThat(call(run)).isEqualTo(Next.TOOLS);
    assertThat(offered()).doesNotContain("finance__grown-3");
    callTools(run);

    assertThat(results(run).get(0).content())
        .isEqualTo(
            "refused: the plan's rule for echo wants argument message to match [a-z]+, but it does"
                + " not");
    assertThat(results(run).get(1).content()).as("calls that the server saw").isEqualTo("0");
    var recorded = muster.getBean(ToolCalls.class).of(run.id());
    assertThat(recorded)
        .extracting(ToolCalls.ToolCall::error)
        .containsExactly(true, false, true, false, true);
    assertThat(recorded.get(2).result()).isEqualTo("finance shows no tool hidden");
    assertThat(recorded.get(4).result()).as("its tools changed").contains("is quarantined");
    assertThat(recorded.get(0).result()).startsWith("refused: ");

    models.say("done");
    call(run);
    assertThat(offered())
        .as("nobody approved the new tools")
        .noneMatch(t -> t.startsWith("finance"));

    var locks = muster.getBean(ToolLocks.class);
    assertThat(locks.ask(run.deploymentId(), "finance")).isTrue();
    locks.agree(run.deploymentId(), "finance", "approver", "they are known");
    locks.write(run.deploymentId(), "finance");
    models.say("done again");
    call(run);
    assertThat(offered()).contains("finance__grown-3", "finance__echo");
  }

  @Test
  void a_risky_call_waits_for_a_person_and_a_refusal_is_told_to_the_model() throws Exception {
    var run = started(deployed());
    var edit = tool("e", "filesystem__edit_file", "{'path':'a','old_text':'x','new_text':'y'}");
    var write = tool("w", "filesystem__write_file", "{'path':'a','content':'x'}");
    models.answer(r -> ScriptedModels.tools(r, write, edit));

    assertThat(call(run)).isEqualTo(Next.RISKY);
    assertThat(turns.pending(run.id()))
        .startsWith("Builder wants to call: filesystem__edit_file")
        .doesNotContain("write_file");
    turns.decided(run.id(), false, "approver", "no");
    callTools(run);
    assertThat(results(run).get(0).error()).isFalse();
    assertThat(results(run).get(1).content()).isEqualTo("a person refused filesystem__edit_file");
    assertThat(Files.readString(file(run, "a"))).isEqualTo("x");

    assertThat(call(run))
        .as("an answer once given does not count for the next call")
        .isEqualTo(Next.RISKY);
    callTools(run);
    assertThat(results(run).get(1).error()).isTrue();

    assertThat(call(run)).isEqualTo(Next.RISKY);
    turns.decided(run.id(), true, "approver", "");
    callTools(run);
    assertThat(Files.readString(file(run, "a"))).isEqualTo("y");
  }

  @Test
  void a_call_that_was_cut_off_is_not_sent_again_and_the_model_is_told() throws Exception {
    var dep = deployed("risky: [filesystem__edit_file]", "risky: [filesystem__read_file]");
    var run = started(dep);
    var edit = tool("e", "filesystem__edit_file", "{'path':'a','old_text':'x','new_text':'y'}");
    models.answer(r -> ScriptedModels.tools(r, edit));
    call(run);
    dep.bean(ToolCalls.class)
        .open(dep.id, run.id(), 1, "e", "filesystem", "edit_file", "{}", false);

    callTools(run);

    assertThat(results(run).get(0).content()).isEqualTo("outcome unknown, check the state");
    assertThat(results(run).get(0).error()).isTrue();
  }

  @Test
  void a_second_delivery_adds_nothing_and_pays_nothing() throws Exception {
    var dep = deployed();
    var run = started(dep);
    models.answer(
        r ->
            ScriptedModels.tools(
                r, tool("w", "filesystem__write_file", "{'path':'a','content':'x'}")));
    var callTask = dep.task();
    assertThat(get(turns.callModel(callTask, run.id()))).isEqualTo(Next.TOOLS);
    assertThat(get(turns.callModel(callTask, run.id()))).isEqualTo(Next.TOOLS);
    assertThat(conversations.of(run.id())).hasSize(2);
    assertThat(models.requests()).hasSize(1);

    var toolsTask = dep.task();
    get(turns.callTools(toolsTask, run.id()));
    get(turns.callTools(toolsTask, run.id()));
    assertThat(conversations.of(run.id())).hasSize(3);
    assertThat(dep.bean(ToolCalls.class).of(run.id())).hasSize(1);
    assertThat(turns.route(run.id())).isNotNull();
    assertThat(conversations.of(run.id())).as("no prompt between tools and answer").hasSize(3);
  }

  @Test
  void an_answer_that_was_paid_for_counts_though_the_time_is_up_when_it_comes_again()
      throws Exception {
    var dep = deployed();
    var run = started(dep);
    models.answer(r -> ScriptedModels.tools(r, tool("l", "filesystem__list_directory", "{}")));
    var task = dep.task();
    get(turns.callModel(task, run.id()));
    dep.at("run", "opened_at", "id = '" + run.id() + "'", Instant.now().minusSeconds(999_999));

    assertThat(get(turns.callModel(task, run.id()))).isEqualTo(Next.TOOLS);
    assertThat(dep.again(run).stopReason()).isNull();

    callTools(run);
    assertThat(call(run)).isEqualTo(Next.DONE);
    assertThat(dep.again(run).stopReason()).startsWith("time limit of ").endsWith("reached");
  }

  @Test
  void turns_are_streamed_at_the_agents_temperature_unless_the_plan_says_otherwise()
      throws Exception {
    var dep =
        deployed(
            "title: Builder",
            "title: Builder\n    temperature: 0.2",
            "billing: metered",
            "billing: metered\n    stream: false\n    temperature: 0.9");
    models.say("done");
    var run = dep.run("wave-1", 1, "builder", "build", "mix");
    assertThat(turns.route(run.id())).isEqualTo("opus");
    call(run);
    assertThat(turns.route(run.id())).isEqualTo("llama");
    call(run);

    assertThat(models.requests()).extracting(ChatRequest::streamed).containsExactly(false, true);
    assertThat(models.requests()).extracting(ChatRequest::temperature).containsExactly(0.2, 0.2);
  }

  /** It is no work that was done, and asking the same again would be paid again. */
  @ParameterizedTest
  @CsvSource({
    "REFUSED, I will not., opus refused to answer: I will not.",
    "REFUSED, '', opus refused to answer",
    "LENGTH, Half a sent, opus's answer was cut off at the most tokens that it may write"
  })
  void an_answer_that_is_none_stops_softly_and_says_why(Stop stop, String text, String reason)
      throws Exception {
    var dep = deployed();
    var run = started(dep);
    models.answer(request -> ScriptedModels.ended(request, text, stop));
    var task = dep.task();

    assertThat(get(turns.callModel(task, run.id()))).isEqualTo(Next.DONE);
    assertThat(dep.again(run).stopReason()).startsWith(reason);

    dep.jdbc()
        .sql("update muster.run set stop_reason = null where id = ?")
        .param(run.id())
        .update();
    assertThat(get(turns.callModel(task, run.id()))).as("delivered again").isEqualTo(Next.DONE);
    assertThat(dep.again(run).stopReason()).startsWith(reason);
    assertThat(models.requests()).hasSize(1);
    runs.close(run.id());
    assertThat(dep.again(run).outcome()).isEqualTo("SOFT_STOPPED");
  }

  @Test
  void a_tool_call_that_nobody_can_read_is_asked_for_again_and_ends_no_step() throws Exception {
    var run = started(deployed());
    models.answer(
        request ->
            models.requests().size() == 1
                ? ScriptedModels.ended(request, "", Stop.MALFORMED)
                : ScriptedModels.text(request, "done"));
    var task = "task-" + System.nanoTime();

    assertThat(get(turns.callModel(task, run.id()))).isEqualTo(Next.NEXT_STEP);
    assertThat(get(turns.callModel(task, run.id()))).as("again").isEqualTo(Next.NEXT_STEP);
    turns.route(run.id());
    assertThat(((Message.User) last(run)).text()).contains("could not be read");
    assertThat(call(run)).as("the first of two steps").isEqualTo(Next.NEXT_STEP);
    turns.route(run.id());
    assertThat(((Message.User) last(run)).text()).isEqualTo("Then act.");
    assertThat(call(run)).isEqualTo(Next.DONE);
    assertThat(models.requests()).hasSize(3);
  }

  @Test
  void who_never_writes_a_readable_call_is_stopped_by_the_turn_limit() throws Exception {
    var run =
        started(
            deployed(
                "budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
                "budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000,"
                    + " maxTurns: 2}"));
    models.answer(request -> ScriptedModels.ended(request, "", Stop.MALFORMED));
    for (int i = 0; i < 2; i++) {
      assertThat(call(run)).isEqualTo(Next.NEXT_STEP);
      turns.route(run.id());
    }
    assertThat(call(run)).isEqualTo(Next.DONE);
    assertThat(models.requests()).hasSize(2);
  }

  @Test
  void the_turn_limit_stops_softly_and_says_so() throws Exception {
    var dep =
        deployed(
            "budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000}",
            "budget: {usd: 4, runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 2}");
    var run = started(dep);
    models.answer(r -> ScriptedModels.tools(r, tool("l", "filesystem__list_directory", "{}")));
    for (int i = 0; i < 2; i++) {
      assertThat(call(run)).isEqualTo(Next.TOOLS);
      callTools(run);
      turns.route(run.id());
    }
    assertThat(call(run)).isEqualTo(Next.DONE);
    assertThat(models.requests()).hasSize(2);
    assertThat(dep.bean(Decisions.class).of(dep.id, run.id()))
        .as("what was never sent counts for no share")
        .extracting(Decision::counts)
        .containsExactly(true, true, false);
    runs.close(run.id());
    assertThat(dep.again(run))
        .matches(r -> r.outcome().equals("SOFT_STOPPED"))
        .matches(r -> r.stopReason().equals("turn limit of 2 reached"));
  }

  @Test
  void a_phases_tokens_stop_softly_and_the_reason_names_node_dimension_left_and_needed()
      throws Exception {
    var dep = deployed("wave-1: 8,", "wave-1: {usd: 8, tokens: 36100},");
    models.say("done");
    call(started(dep));
    var run = started(dep);

    assertThat(call(run)).isEqualTo(Next.DONE);

    runs.close(run.id());
    assertThat(dep.again(run).outcome()).isEqualTo("SOFT_STOPPED");
    assertThat(dep.again(run).stopReason())
        .startsWith("budget " + dep.id + "/wave-1 has ")
        .contains(" tokens left, the next call may take 36000 tokens");
    assertThat(models.requests()).hasSize(1);
  }

  @Test
  void the_wall_time_of_all_runs_of_a_deployment_stops_the_next_call() throws Exception {
    var dep = deployed("  usd: 30", "  usd: 30\n  minutes: 60");
    models.say("done");
    var first = started(dep);
    var second = started(dep);
    assertThat(call(second)).as("within the time").isNotNull();
    var third = started(dep);
    dep.at("run", "opened_at", "id = '" + first.id() + "'", Instant.now().minusSeconds(3700));

    assertThat(call(third)).isEqualTo(Next.DONE);

    assertThat(models.requests()).hasSize(1);
    assertThat(dep.again(third).stopReason())
        .startsWith("budget " + dep.id + " has -")
        .contains(" minutes left, the next call may take 5 minutes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wave-1: 8,|wave-1: {usd: 8, minutes: 60},|/wave-1",
        "maxOutputTokens: 4000}|maxOutputTokens: 4000, minutes: 60}|/wave-1/builder"
      })
  void the_wall_time_of_a_phase_and_of_an_agent_stops_the_next_call_by_name(
      String limited, String minutes, String node) throws Exception {
    var dep = deployed(limited, minutes);
    models.say("done");
    var first = started(dep);
    var elsewhere = dep.run("wave-2", 1, "builder", "build", "mix");
    turns.route(elsewhere.id());
    var second = started(dep);
    dep.at("run", "opened_at", "id = '" + first.id() + "'", Instant.now().minusSeconds(3700));

    assertThat(call(second)).isEqualTo(Next.DONE);

    assertThat(models.requests()).isEmpty();
    assertThat(dep.again(second).stopReason())
        .startsWith("budget " + dep.id + node + " has -")
        .contains(" minutes left");
    call(elsewhere);
    assertThat(dep.again(elsewhere).stopReason()).as("of another phase").isNull();
  }

  @Test
  void a_conversation_that_outgrows_the_agents_limit_stops_softly_and_its_checks_judge()
      throws Exception {
    var dep = deployed();
    var run = started(dep);
    models.answer(
        r ->
            ScriptedModels.tools(
                r,
                tool("w", "filesystem__write_file", "{'path':'a','content':'x'}"),
                tool("n", "nonsense", "{'text':'" + "x".repeat(161_000) + "'}")));
    assertThat(call(run)).isEqualTo(Next.TOOLS);
    callTools(run);

    assertThat(call(run)).isEqualTo(Next.DONE);

    assertThat(models.requests()).hasSize(1);
    assertThat(dep.again(run).stopReason())
        .contains("maxInputTokens 32000 allows 160000 at most: nothing was sent");
    check(dep, run);
    assertThat(runs.verdict(run.id())).isEqualTo("ACCEPT");
    runs.close(run.id());
    assertThat(dep.again(run).outcome()).isEqualTo("SOFT_STOPPED");
    assertThat(Files.readString(file(run, "a"))).isEqualTo("x");
  }

  @Test
  void a_conversation_that_outgrows_a_small_model_goes_to_one_with_a_larger_window()
      throws Exception {
    var dep =
        deployed(
            "maxInputTokens: 100000\n    maxOutputTokens: 10000\n    strength: 10\n  critic:",
            "maxInputTokens: 20000\n    maxOutputTokens: 10000\n    strength: 10\n  critic:",
            "maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9",
            "maxInputTokens: 20000, maxOutputTokens: 4000, maxTurns: 9",
            "mix: {opus: 60, llama: 40}",
            "mix: {opus: 10, llama: 90}");
    var run = dep.run("wave-1", 1, "builder", "probe", "mix");
    models.answer(
        r ->
            r.model().name().equals("opus")
                ? ScriptedModels.text(r, "done")
                : ScriptedModels.tools(
                    r, tool("n", "nonsense", "{'text':'" + "x".repeat(120_000) + "'}")));
    assertThat(turns.route(run.id())).isEqualTo("llama");
    assertThat(call(run)).isEqualTo(Next.TOOLS);
    callTools(run);
    assertThat(turns.route(run.id())).isEqualTo("llama");
    var task = dep.task();

    assertThatThrownBy(() -> get(turns.callModel(task, run.id())))
        .rootCause()
        .hasMessageStartingWith("opus is asked next, since: the input of agent builder has")
        .as("nothing was sent, so it costs no try")
        .matches(f -> ((ModelFailure) f).kind() == Kind.WAIT);
    assertThat(get(turns.callModel(task, run.id()))).isEqualTo(Next.DONE);
    assertThat(dep.again(run).stopReason()).isNull();
    assertThat(dep.bean(Decisions.class).of(dep.id, run.id()))
        .last()
        .matches(d -> d.chosen().equals("opus") && d.cause().equals("CONTEXT_TOO_LONG"));
  }

  @Test
  void a_spent_budget_stops_softly_before_the_next_call() throws Exception {
    var dep = deployed("mix: {opus: 60, llama: 40}", "mix: {opus: 100}");
    var run = started(dep);
    models.answer(r -> ScriptedModels.text(r, "dear", new Usage(0, 0, 0, 38_000, 0)));
    assertThat(call(run)).isEqualTo(Next.NEXT_STEP);
    turns.route(run.id());

    assertThat(call(run)).isEqualTo(Next.DONE);

    assertThat(models.requests()).hasSize(1);
    assertThat(dep.again(run).stopReason()).contains("budget " + run.budgetPath(), "USD left");
    runs.close(run.id());
    assertThat(dep.again(run).outcome()).isEqualTo("SOFT_STOPPED");
  }

  @Test
  void a_program_that_names_the_character_nul_can_be_talked_about() {
    var dep = deployed();
    var run = dep.run("wave-1", 1, "builder", "probe", "mix");
    var text = "s.replace('\\u0000', '') and a real one: \0 and \\\\u0000.";
    conversations.add(run.id(), new Message.User(text), null, null);
    assertThat(((Message.User) last(run)).text()).isEqualTo(text.replace("\0", ""));
  }

  @Test
  void a_run_opens_once_and_an_ended_one_stays_ended() {
    var dep = deployed();
    var request = new Runs.OpenRun(dep.task(), dep.id, "wave-1", 1, "builder", "build", "mix", "");
    var run = runs.open(request);
    assertThat(runs.open(request)).isEqualTo(run);
    assertThat(runs.of(dep.id)).hasSize(1);
    runs.abort(run.id());
    runs.close(run.id());
    assertThat(dep.again(run)).matches(r -> r.state().equals("ABORTED"));
    assertThatThrownBy(() -> turns.route("r-none")).hasMessage("no such run: r-none");
  }

  private Deployed deployed(String... changes) {
    return Deployed.in(muster, folder, changes);
  }

  private Run started(Deployed dep) {
    var run = dep.run("wave-1", 1, "builder", "build", "mix");
    turns.route(run.id());
    return run;
  }

  /** A run whose turn falls to the weaker model: the first one took the stronger. */
  private Run weakRun(Deployed dep) throws Exception {
    models.say("done");
    var first = dep.run("wave-1", 1, "builder", "probe", "mix");
    turns.route(first.id());
    call(first);
    var run = dep.run("wave-1", 1, "builder", "probe", "mix");
    assertThat(turns.route(run.id())).isEqualTo("llama");
    return run;
  }

  private Next call(Run run) throws Exception {
    return get(turns.callModel("task-" + System.nanoTime(), run.id()));
  }

  private void callTools(Run run) throws Exception {
    get(turns.callTools("task-" + System.nanoTime(), run.id()));
  }

  private void check(Deployed dep, Run run) throws Exception {
    var plan = dep.bean(DeploymentPlans.class).of(dep.id);
    var task = plan.plan().tasks().get(run.task());
    get(dep.bean(Checks.class).check(dep.id, run.id(), run.workspaceId(), plan, task));
  }

  private Message last(Run run) {
    var all = conversations.of(run.id());
    return all.get(all.size() - 1);
  }

  private List<ToolResult> results(Run run) {
    return ((Message.Tools) last(run)).results();
  }

  private List<String> offered() {
    ChatRequest request = models.requests().get(0);
    return request.tools().stream().map(t -> t.name()).toList();
  }

  private Path file(Run run, String name) {
    return muster.getBean(Workspaces.class).open(run.workspaceId()).root().resolve(name);
  }

  private static ToolCall tool(String id, String name, String arguments) {
    try {
      var tree = new ObjectMapper().readTree(arguments.replace('\'', '"'));
      return new ToolCall(id, name, tree);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
