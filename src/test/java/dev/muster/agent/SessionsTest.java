package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.BIG_DECIMAL;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.muster.Deployed;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.deployment.StatusReport;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Limits;
import dev.muster.ledger.Opening;
import dev.muster.ledger.ToolCalls;
import dev.muster.ledger.Usage;
import dev.muster.model.Health;
import dev.muster.model.Message;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Client.Kind;
import dev.muster.routing.Decisions;
import dev.muster.routing.GivenRuns;
import dev.muster.secret.SecretMissing;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of a run by what its CLI says; the real CLIs are in the suite {@code clis}. */
@WholeMuster
class SessionsTest {
  private static final String SAID =
      """
      cat <<'END'
      {"type":"system","subtype":"init","mcp_servers":[],"model":"coder-1"}
      {"type":"assistant","message":{"model":"coder-1","content":[{"type":"tool_use","id":"c1","name":"mcp__filesystem__read_file","input":{"path":"a"}}]}}
      {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"c1","is_error":true,"content":"no such file"}]}}
      {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"It is done.","usage":{"input_tokens":1000000,"output_tokens":100000,"cache_read_input_tokens":0},"permission_denials":[]}
      END
      """;

  private static final String[] FALLBACK = {
    "  judges: [llama, opus, critic]",
    "  judges: [llama, opus, critic]\n  fallback: {worker: [coder]}"
  };

  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Sessions sessions;
  private SessionWorld world;

  @BeforeEach
  void start() {
    world = new SessionWorld(muster, folder, Duration.ZERO);
  }

  @AfterEach
  void end() throws IOException {
    world.close();
  }

  @Test
  void at_its_vendor_a_session_is_one_attempt_with_what_the_cli_counted() throws IOException {
    var deployed = deployed(SAID, SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var run = SessionWorld.run(deployed);

    sessions.work(deployed.task(), run.id(), true);

    var attempts = deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id());
    assertThat(attempts).extracting(Attempt::purpose).containsExactly("session");
    var attempt = attempts.get(0);
    assertThat(attempt.state()).isEqualTo(Attempt.State.ANSWERED);
    assertThat(attempt.usage()).isEqualTo(new Usage(1_000_000, 0, 0, 100_000, 0));
    assertThat(attempt.reservedUsd()).as("all that the run may spend").isEqualByComparingTo("1");
    assertThat(attempt.costUsd()).as("the budget is soft").isEqualByComparingTo("7.5");
    var session = sessions.of(run.id()).get(0);
    assertThat(session.via()).isEqualTo("VENDOR");
    assertThat(session.softBudget()).isTrue();
    assertThat(session.usage()).isEqualTo(attempt.usage());
    assertThat(deployed.bean(StatusReport.class).of(deployed.id).findings())
        .anyMatch(
            f -> f.startsWith("Model worker worked 1 sessions at its vendor: its budget is soft"));
    assertThat(deployed.bean(ToolCalls.class).of(run.id()))
        .extracting(c -> c.server() + "." + c.tool() + ": " + c.result())
        .containsExactly("filesystem.read_file: no such file");
    assertThat(deployed.bean(Turns.class).closing(run.id())).isEqualTo("It is done.");
  }

  @Test
  void a_session_in_which_another_model_answered_too_has_no_cost() throws IOException {
    var other = "{\"type\":\"assistant\",\"message\":{\"model\":\"dear-opus\",\"content\":[]}}\n";
    var said = SAID.replace("{\"type\":\"user\"", other + "{\"type\":\"user\"");
    var deployed = deployed(said, SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var run = SessionWorld.run(deployed);

    sessions.work(deployed.task(), run.id(), true);

    var attempt = deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id()).get(0);
    assertThat(attempt.costUsd()).isNull();
    assertThat(attempt.finding()).startsWith("answered as dear-opus, which is not one of");
  }

  /** Its node died after the answer was stored: before anything else, or before the last of it. */
  @ParameterizedTest
  @ValueSource(strings = {"WORKING", "BROKEN"})
  void a_session_that_is_paid_is_finished_and_not_worked_again(String left) throws IOException {
    var starts = folder.resolve("starts").toAbsolutePath();
    var deployed =
        deployed(
            "echo x >> " + starts + "\n" + SAID,
            SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    sessions.work(task, run.id(), true);
    forget(run, left);
    assertThat(deployed.bean(Conversations.class).said(run.id(), task)).isFalse();

    sessions.work(task, run.id(), true);

    assertThat(Files.readAllLines(starts)).as("the CLI was started once").hasSize(1);
    assertThat(deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id())).hasSize(1);
    assertThat(deployed.bean(Turns.class).closing(run.id())).isEqualTo("It is done.");
    var session = sessions.of(run.id()).get(0);
    assertThat(session.state()).isEqualTo("DONE");
    assertThat(session.usage()).isEqualTo(new Usage(1_000_000, 0, 0, 100_000, 0));
    assertThat(sessions.of(run.id())).hasSize(1);
    assertThat(deployed.bean(ToolCalls.class).of(run.id()))
        .extracting(c -> c.server() + "." + c.tool() + ": " + c.result())
        .containsExactly("filesystem.read_file: no such file");
    assertThat(deployed.again(run).stopReason()).isNull();
  }

  /** All that is written after the ledger's answer; of the tool call only its opening is left. */
  private void forget(Run run, String state) {
    var jdbc = muster.getBean(JdbcClient.class);
    jdbc.sql("delete from muster.message where run_id = ? and role = 'assistant'")
        .param(run.id())
        .update();
    jdbc.sql("update muster.tool_call set result = null, answered_at = null where run_id = ?")
        .param(run.id())
        .update();
    jdbc.sql(
            "update muster.session set state = ?, exit_code = null, usage = null, ended_at = null"
                + " where run_id = ?")
        .params(state, run.id())
        .update();
  }

  /** One that told what it used and failed is paid, and is tried anew all the same. */
  @Test
  void a_paid_session_that_broke_is_not_finished_again() throws IOException {
    var broke = SAID.replace("\"is_error\":false,\"num", "\"is_error\":true,\"num");
    var deployed = deployed(broke + "exit 1", SessionWorld.vendor("flat"));
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    breaks(2, task, run);
    assertThat(deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id()))
        .extracting(Attempt::state)
        .containsExactly(Attempt.State.ANSWERED, Attempt.State.ANSWERED);
    assertThat(sessions.of(run.id()))
        .extracting(s -> s.state())
        .containsExactly("BROKEN", "BROKEN");
  }

  /** What was not started has cost nothing: the next try has all the money of its run. */
  @Test
  void a_vendors_session_that_could_not_begin_is_not_charged() throws IOException {
    var starts = folder.resolve("starts").toAbsolutePath();
    var vendor = SessionWorld.vendor("metered\n    price: claude-opus-5");
    var keys = muster.getBean(DataFolder.class).resolve("secrets.env");
    var key = "MUSTER_LATE_KEY=late-key-4711\n";
    Files.writeString(keys, key);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    vendor[1] = vendor[1].replace("MUSTER_SESSION_KEY", "MUSTER_LATE_KEY");
    var deployed = deployed("echo x >> " + starts + "\n" + SAID, vendor);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    Files.writeString(keys, "");

    assertThatThrownBy(() -> sessions.work(task, run.id(), true)).isInstanceOf(SecretMissing.class);

    var ledger = deployed.bean(Ledger.class);
    assertThat(ledger.attemptsOf(deployed.id, run.id())).isEmpty();
    assertThat(ledger.committed(run.budgetPath())).isZero();
    assertThat(starts).doesNotExist();
    Files.writeString(keys, key);
    sessions.work(task, run.id(), true);
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("BROKEN", "DONE");
    assertThat(ledger.attemptsOf(deployed.id, run.id()))
        .extracting(Attempt::reservedUsd)
        .singleElement(BIG_DECIMAL)
        .isEqualByComparingTo("1");
    Files.delete(keys);
  }

  /** Another one would be paid for without a budget. */
  @Test
  void a_vendors_session_that_told_nothing_counts_at_its_reservation() throws IOException {
    var deployed = deployed("exit 1", SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var run = SessionWorld.run(deployed);
    var task = deployed.task();

    assertThatThrownBy(() -> sessions.work(task, run.id(), true))
        .asInstanceOf(type(SessionBroken.class))
        .matches(e -> e.next() == SessionBroken.Next.AGAIN);
    assertThat(deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id()))
        .extracting(Attempt::state)
        .containsExactly(Attempt.State.UNKNOWN);
    sessions.work(task, run.id(), true);

    assertThat(deployed.again(run).stopReason()).contains("USD left");
    assertThat(sessions.of(run.id()))
        .extracting(Sessions.Session::state)
        .containsExactly("BROKEN", "BUDGET");
  }

  /** What it told of are calls that were over; the one that it was in may have cost as much. */
  @Test
  void a_vendors_session_that_was_cut_off_counts_at_least_at_its_reservation() throws IOException {
    var told =
        """
        mkdir -p "$HOME/.qwen/usage"
        echo '{"model":"coder-1","inputTokens":1000,"outputTokens":10}' > "$HOME/.qwen/usage/u.jsonl"
        """;
    var cut = SAID.lines().filter(line -> !line.contains("\"type\":\"result\"")).toList();
    var deployed =
        deployed(
            told + String.join("\n", cut) + "\nexit 1",
            SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var run = SessionWorld.run(deployed);

    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), true))
        .hasMessageContaining("its last word is missing");

    var attempt = deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id()).get(0);
    assertThat(attempt.state()).isEqualTo(Attempt.State.UNKNOWN);
    assertThat(attempt.usage()).isEqualTo(new Usage(1000, 0, 0, 10, 0));
    assertThat(attempt.countedUsd()).isEqualByComparingTo("1");
  }

  @Test
  void a_budget_of_tokens_that_is_used_up_refuses_a_vendors_session() throws IOException {
    var deployed = deployed(SAID, SessionWorld.vendor("flat"));
    var ledger = deployed.bean(Ledger.class);
    ledger.declareBudget(deployed.id, new Limits(null, 100L, null));
    sessions.work(deployed.task(), SessionWorld.run(deployed).id(), true);
    assertThat(ledger.committedTokens(deployed.id)).as("soft").isGreaterThan(100);
    assertThat(deployed.bean(Ledger.class).attempts(deployed.id)).noneMatch(Attempt::overran);

    var next = SessionWorld.run(deployed);
    sessions.work(deployed.task(), next.id(), true);

    assertThat(deployed.again(next).stopReason()).contains("tokens left");
    assertThat(sessions.of(next.id())).extracting(s -> s.state()).containsExactly("BUDGET");
  }

  @Test
  void a_vendors_session_works_with_what_its_deployment_has_left() throws IOException {
    var deployed = deployed(SAID, SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var ledger = deployed.bean(Ledger.class);
    ledger.declareBudget(deployed.id, new Limits(new BigDecimal("0.90"), null, null));
    var run = SessionWorld.run(deployed);

    sessions.work(deployed.task(), run.id(), true);

    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("DONE");
    assertThat(ledger.attemptsOf(deployed.id, run.id()).get(0).reservedUsd())
        .isEqualByComparingTo("0.90");
  }

  @Test
  void a_broken_session_is_tried_anew_and_is_told_so_and_not_for_ever() throws IOException {
    var seen = folder.resolve("seen").toAbsolutePath();
    var deployed = deployed("cat >> " + seen + "; echo no luck >&2; exit 7");
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    for (int number = 1; number <= 3; number++) {
      var next = number < 3 ? SessionBroken.Next.AGAIN : SessionBroken.Next.PERSON;
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .hasMessageContaining("exit code 7")
          .hasMessageContaining("no luck")
          .asInstanceOf(type(SessionBroken.class))
          .matches(e -> e.next() == next);
    }
    assertThat(sessions.of(run.id()))
        .extracting(s -> s.number() + " " + s.state() + " " + s.exitCode())
        .containsExactly("1 BROKEN 7", "2 BROKEN 7", "3 BROKEN 7");
    assertThat(sessions.of(run.id())).extracting(Sessions.Session::usage).containsOnlyNulls();
    var told = Files.readString(seen);
    assertThat(told)
        .startsWith("Your task:")
        .contains("Probe it.", "[muster role=tester task=probe]");
    assertThat(told.split("An earlier try of this task was broken off")).hasSize(3);
    assertThat(deployed.bean(Conversations.class).of(run.id())).hasSize(1);
  }

  @Test
  void all_tries_of_a_run_share_its_turns_as_its_cli_told_them() throws IOException {
    var seen = folder.resolve("seen").toAbsolutePath();
    var broke = SAID.replace("\"is_error\":false,\"num", "\"is_error\":true,\"num");
    var script = "echo \"$@\" | grep -o session-turns=. >> " + seen + "\n" + broke + "exit 1";
    var vendor = SessionWorld.vendor("flat");
    var deployed = deployed(script, vendor[0], vendor[1], "maxTurns: 9", "maxTurns: 4");
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    breaks(2, task, run);

    sessions.work(task, run.id(), true);

    assertThat(Files.readAllLines(seen)).containsExactly("session-turns=4", "session-turns=2");
    assertThat(deployed.again(run).stopReason()).isEqualTo("turn limit of 4 reached");
  }

  @Test
  void behind_the_gateway_the_calls_of_earlier_tries_are_its_turns() throws IOException {
    var seen = folder.resolve("seen").toAbsolutePath();
    var deployed = deployed("echo \"$@\" | grep -o session-turns=. >> " + seen + "\nexit 7");
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    for (int number = 1; number <= 2; number++) {
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .isInstanceOf(SessionBroken.class);
      called(deployed, run, "answered-" + number, Attempt.TURN);
      called(deployed, run, "judged-" + number, "judge");
    }
    assertThat(Files.readAllLines(seen)).containsExactly("session-turns=9", "session-turns=8");
  }

  private static void called(Deployed deployed, Run run, String taskId, String purpose) {
    var ledger = deployed.bean(Ledger.class);
    var opening =
        ledger.open(
            new CallRequest(
                run.id() + taskId,
                run.deploymentId(),
                purpose,
                run.id(),
                run.budgetPath(),
                run.agent(),
                run.arm(),
                "coder",
                "coder-1",
                null,
                true,
                BigDecimal.ZERO,
                0));
    ledger.answered(((Opening.Send) opening).attemptId(), "coder-1", true, null, "{}");
  }

  /** Its node died between the two words of a stop. */
  @Test
  void a_session_that_has_stopped_its_run_is_not_worked_again() throws IOException {
    var starts = folder.resolve("starts").toAbsolutePath();
    var deployed = deployed("echo x >> " + starts + "; exit 53");
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    sessions.work(task, run.id(), true);
    var stopped = deployed.again(run).stopReason();
    muster
        .getBean(JdbcClient.class)
        .sql("update muster.run set stop_reason = null where id = ?")
        .param(run.id())
        .update();

    sessions.work(task, run.id(), true);

    assertThat(stopped).isEqualTo("turn limit of 9 reached");
    assertThat(deployed.again(run).stopReason()).isEqualTo(stopped);
    assertThat(starts).as("the CLI was started once").hasContent("x");
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("TURNS");
  }

  /** Who worked it first may not judge it, and the model is told what it finds. */
  @Test
  void a_run_whose_cli_has_failed_goes_to_the_plans_fallback_with_the_reason() throws IOException {
    var deployed = deployed("exit 7", FALLBACK);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    breaks(2, task, run);

    sessions.work(task, run.id(), true);
    sessions.work(task, run.id(), true);

    assertThat(sessions.of(run.id())).hasSize(3);
    assertThat(sessions.works(run.id())).isFalse();
    assertThat(deployed.again(run).stopReason()).isNull();
    assertThat(deployed.bean(Turns.class).route(run.id())).isEqualTo("coder");
    var asked = deployed.bean(Conversations.class).of(run.id());
    assertThat(asked)
        .singleElement(type(Message.User.class))
        .extracting(Message.User::text)
        .asString()
        .startsWith("An earlier try of this task was broken off.")
        .contains("Probe it.", "[muster role=tester task=probe]");
    assertThat(deployed.bean(Runs.class).authors(run.id())).containsExactly("worker");
    var decision = deployed.bean(Decisions.class).of(deployed.id, run.id()).get(1);
    assertThat(decision.turn()).isEqualTo(GivenRuns.WHOLE);
    assertThat(decision.chosen() + " for " + decision.fallbackFrom() + ": " + decision.cause())
        .isEqualTo("coder for worker: BROKEN");
    assertThat(decision.reason()).contains("worker could not work it", "exit code 7");
    assertThat(decision.candidates())
        .extracting(c -> c.model() + " " + c.share() + " " + c.whyNot())
        .containsExactly("worker 100 its sessions failed", "coder null null");
  }

  /** Its diagram goes from a session to the checks, whatever became of it. */
  @Test
  void a_run_whose_process_knows_no_turns_after_a_session_is_given_to_nobody() throws IOException {
    var deployed = deployed("echo Welcome to another version", FALLBACK);
    var run = SessionWorld.run(deployed);

    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), false))
        .asInstanceOf(type(SessionBroken.class))
        .matches(e -> e.next() == SessionBroken.Next.PERSON);
    assertThat(deployed.again(run).model()).isEqualTo("worker");
  }

  /** What the session called is another call, though a provider names both alike. */
  @Test
  void a_tool_call_after_a_takeover_is_made_though_a_session_had_one_of_that_id()
      throws IOException {
    var broke = SAID.replace("\"is_error\":false,\"num", "\"is_error\":true,\"num");
    var deployed = deployed(broke + "exit 1", FALLBACK);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    breaks(2, task, run);
    sessions.work(task, run.id(), true);
    var tools = deployed.bean(ToolCalls.class);
    assertThat(tools.of(run.id())).hasSize(3);

    var opening =
        tools.open(deployed.id, run.id(), 1, "c1", "filesystem", "read_file", "{}", false);

    assertThat(opening).isInstanceOf(ToolCalls.Opening.Send.class);
  }

  /** A login that has run out: nobody knows of a call, and no turn is gone. */
  @Test
  void sessions_that_told_nothing_at_their_vendor_leave_the_runs_turns_to_who_takes_over()
      throws IOException {
    var vendor = SessionWorld.vendor("flat");
    var deployed =
        deployed(
            "exit 1", vendor[0], vendor[1], "maxTurns: 9", "maxTurns: 2", FALLBACK[0], FALLBACK[1]);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    breaks(2, task, run);
    sessions.work(task, run.id(), true);

    assertThat(deployed.again(run).model()).isEqualTo("coder");
    assertThat(deployed.again(run).stopReason()).isNull();
    called(deployed, run, "first", Attempt.TURN);
    called(deployed, run, "second", Attempt.TURN);
    assertThatThrownBy(() -> called(deployed, run, "third", Attempt.TURN))
        .hasMessageContaining(run.budgetPath() + " has 0 turns left");
  }

  @Test
  void a_run_that_has_no_turn_left_is_given_to_nobody() throws IOException {
    var deployed = deployed("exit 7", "maxTurns: 9", "maxTurns: 3", FALLBACK[0], FALLBACK[1]);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    for (int number = 1; number <= 2; number++) {
      called(deployed, run, "call-" + number, Attempt.TURN);
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .isInstanceOf(SessionBroken.class);
    }
    called(deployed, run, "call-3", Attempt.TURN);

    sessions.work(task, run.id(), true);

    assertThat(deployed.again(run).stopReason()).isEqualTo("turn limit of 3 reached");
    assertThat(deployed.again(run).model()).isEqualTo("worker");
  }

  /** Two were lost with their node; only what failed has failed. */
  @Test
  void tries_that_were_lost_are_no_failures() throws IOException {
    var deployed = deployed("exit 7", FALLBACK);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    breaks(2, task, run);
    deployed
        .jdbc()
        .sql("update muster.session set state = 'LOST' where run_id = ?")
        .param(run.id())
        .update();

    assertThatThrownBy(() -> sessions.work(task, run.id(), true))
        .asInstanceOf(type(SessionBroken.class))
        .matches(e -> e.next() == SessionBroken.Next.AGAIN);
  }

  @Test
  void output_that_no_other_try_mends_gives_the_run_away_at_once() throws IOException {
    var deployed = deployed("echo Welcome to another version", FALLBACK);
    var run = SessionWorld.run(deployed);

    sessions.work(deployed.task(), run.id(), true);

    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("UNREADABLE");
    assertThat(deployed.again(run).model()).isEqualTo("coder");
  }

  /** It has tries of its own; when it has failed, too, the rest of the mix is left. */
  @Test
  void another_cli_takes_over_with_all_its_tries() throws IOException {
    var seen = folder.resolve("seen").toAbsolutePath();
    var second =
        """
          second:
            cli: worker
            via: gateway
            upstream: coder
            version: "0.24.4"
            strength: 6
        prices:
        """;
    var deployed =
        deployed(
            "cat >> " + seen + "; exit 7",
            "prices:\n",
            second,
            "worker: 100",
            "worker: 90, coder: 10",
            FALLBACK[0],
            FALLBACK[1].replace("[coder]", "[second]"));
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    for (var next : List.of("AGAIN", "AGAIN", "OTHER", "AGAIN", "AGAIN")) {
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .asInstanceOf(type(SessionBroken.class))
          .matches(e -> e.next().name().equals(next), next);
    }
    sessions.work(task, run.id(), true);

    assertThat(sessions.of(run.id()))
        .extracting(Sessions.Session::model)
        .containsExactly("worker", "worker", "worker", "second", "second", "second");
    assertThat(Files.readString(seen).split("An earlier try of this task")).hasSize(6);
    assertThat(deployed.again(run).model()).isEqualTo("coder");
  }

  /** It is out of quota, or its login has run out: new runs go elsewhere for a while. */
  @Test
  void a_cli_that_failed_at_its_vendor_is_given_no_run_where_another_may_have_it()
      throws IOException {
    var vendor = SessionWorld.vendor("flat");
    var quota = "echo '[API Error: 429 your quota is used up]' >&2; exit 1";
    var deployed =
        deployed(
            quota,
            vendor[0],
            vendor[1].replace("id: coder-1", "id: coder-of-the-vendor"),
            "worker: 100",
            "worker: 90, coder: 10");
    var run = SessionWorld.run(deployed);
    assertThat(run.model()).isEqualTo("worker");
    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), true))
        .hasMessageContaining("your quota is used up");

    var next = SessionWorld.run(deployed);

    assertThat(next.model()).isEqualTo("coder");
    assertThat(deployed.bean(Health.class).failures(deployed.plan().models().get("worker")))
        .extracting(Health.Failed::reason)
        .containsExactly(Reason.RATE_LIMITED);
  }

  @Test
  void unknown_output_is_an_error_with_its_end_that_no_other_try_mends() throws IOException {
    var deployed = deployed("echo Welcome to another version");
    var run = SessionWorld.run(deployed);

    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), true))
        .hasMessageContaining("Welcome to another version")
        .asInstanceOf(type(SessionBroken.class))
        .matches(e -> e.next() == SessionBroken.Next.PERSON);
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("UNREADABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"USD", "tokens", "turns", "minutes"})
  void what_the_gateway_refuses_for_want_of_budget_stops_the_run_softly(String dimension)
      throws IOException {
    var deployed = deployed("exit 1");
    var run = SessionWorld.run(deployed);
    var agent = run.budgetPath().substring(0, run.budgetPath().lastIndexOf('/'));
    var spent = refused(agent, dimension);

    sessions.work(deployed.task(), run.id(), true);

    assertThat(deployed.again(run).stopReason()).isEqualTo(spent);
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("BUDGET");
  }

  /** Its CLI tells what the gateway has told it. */
  private String refused(String node, String dimension) throws IOException {
    var spent = new BudgetExhausted(node, dimension, BigDecimal.ONE, BigDecimal.ZERO).getMessage();
    SessionWorld.script(folder, "echo '402 " + spent + "'; exit 1");
    return spent;
  }

  /** Also by a call beside its main loop, which the CLI does not count: the ledger does. */
  @Test
  void a_run_behind_the_gateway_takes_no_turn_more_than_its_limit() throws IOException {
    var deployed = deployed("exit 1", "maxTurns: 9", "maxTurns: 2");
    var run = SessionWorld.run(deployed);
    called(deployed, run, "first", Attempt.TURN);
    called(deployed, run, "judged", "judge");
    called(deployed, run, "second", Attempt.TURN);

    assertThatThrownBy(() -> called(deployed, run, "third", Attempt.TURN))
        .hasMessageContaining("budget " + run.budgetPath() + " has 0 turns left");

    var other = SessionWorld.run(deployed);
    refused(other.budgetPath(), "turns");
    sessions.work(deployed.task(), other.id(), true);
    assertThat(deployed.again(other).stopReason()).isEqualTo("turn limit of 2 reached");
    assertThat(sessions.of(other.id())).extracting(s -> s.state()).containsExactly("TURNS");
  }

  /** 60 to 40: of five runs three and two, whatever they do then. */
  @Test
  void a_mix_with_a_cli_is_counted_by_runs() throws IOException {
    var deployed = deployed(SAID, "worker: 100", "worker: 60, coder: 40");
    var given =
        Stream.generate(() -> SessionWorld.run(deployed))
            .limit(5)
            .map(Run::model)
            .sorted()
            .toList();
    assertThat(given).containsExactly("coder", "coder", "worker", "worker", "worker");
    var turns = SessionWorld.run(deployed);
    assertThat(sessions.works(turns.id())).isTrue();
    var other = SessionWorld.run(deployed);
    assertThat(sessions.works(other.id())).isFalse();
    assertThat(deployed.bean(Turns.class).route(other.id())).isEqualTo("coder");
  }

  /** So many tries in a row. */
  private void breaks(int times, String task, Run run) {
    for (int number = 1; number <= times; number++) {
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .isInstanceOf(SessionBroken.class);
    }
  }

  private Deployed deployed(String script, String... changes) throws IOException {
    var file = SessionWorld.script(folder, script);
    return world.deployed(Kind.QWEN_CODE, file.toString(), "0.24.4", changes);
  }
}
