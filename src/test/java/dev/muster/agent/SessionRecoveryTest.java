package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.ScriptedModels;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.agent.Turns.Next;
import dev.muster.client.CliRefused;
import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.State;
import dev.muster.ledger.Ledger;
import dev.muster.model.Message;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of a run whose session ended, and then its node did or a person was needed. */
@WholeMuster
class SessionRecoveryTest {
  private static final String UNKNOWN = "echo Welcome to another version";
  private static final String[] FALLBACK = {
    "  judges: [llama, opus, critic]",
    "  judges: [llama, opus, critic]\n  fallback: {worker: [coder]}"
  };
  private static final String[] STEPS = {
    "    prompt: Probe it.",
    "    prompt: Probe it.\n    steps:\n      - {name: a, prompt: First.}\n"
        + "      - {name: b, prompt: Second.}\n      - {name: c, prompt: Third.}"
  };
  private static final String[] VENDOR = SessionWorld.vendor("flat");
  private static final String[] MIX = {"worker: 100", "worker: 90, coder: 10"};

  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Sessions sessions;
  @Autowired private Runs runs;
  @Autowired private Turns turns;
  @Autowired private ScriptedModels models;
  private SessionWorld world;
  private Path starts;

  @BeforeEach
  void start() {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    starts = folder.resolve("starts").toAbsolutePath();
  }

  @AfterEach
  void end() throws IOException {
    world.close();
  }

  @Test
  void what_a_run_waits_for_another_version_of_its_cli_is_not_its_time() throws IOException {
    var file = SessionWorld.script(folder, SessionWorld.DONE);
    var deployed = world.deployed(Kind.QWEN_CODE, file.toString(), "0.24.5");
    var run = begun(deployed);

    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), true))
        .isInstanceOf(CliRefused.class);

    waitsForAPersonWithoutItsTime(deployed, run);
  }

  @Test
  void what_a_run_waits_for_a_person_since_nobody_else_may_have_it_is_not_its_time()
      throws IOException {
    var deployed = deployed(UNKNOWN);
    var run = begun(deployed);

    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), true))
        .asInstanceOf(type(SessionBroken.class))
        .matches(e -> e.next() == SessionBroken.Next.PERSON);

    waitsForAPersonWithoutItsTime(deployed, run);
  }

  private Run begun(Deployed deployed) {
    var run = SessionWorld.run(deployed);
    runs.begins(run.id(), Duration.ZERO);
    return run;
  }

  private void waitsForAPersonWithoutItsTime(Deployed deployed, Run run) {
    var hour = Duration.ofHours(1);
    var before = deployed.again(run).waitedMillis();
    deployed
        .jdbc()
        .sql(
            "update muster.run set opened_at = opened_at - interval '1 hour',"
                + " down_until = down_until - interval '1 hour',"
                + " queued_since = queued_since - interval '1 hour' where id = ?")
        .param(run.id())
        .update();
    runs.begins(run.id(), Duration.ZERO);
    assertThat(deployed.again(run).waitedMillis() - before).isGreaterThanOrEqualTo(hour.toMillis());
    assertThat(deployed.bean(RunLimits.class).reached(deployed.again(run))).isEmpty();
  }

  /** Its node died between the end of the last try and the word that another has the run. */
  @ParameterizedTest
  @ValueSource(strings = {"BROKEN", "UNREADABLE"})
  void a_run_whose_last_try_has_failed_is_given_away_and_not_worked_once_more(String ended)
      throws IOException {
    var deployed = deployed("exit 7", FALLBACK);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    int tries = ended.equals("BROKEN") ? 3 : 1;
    for (int number = 1; number <= tries; number++) {
      deadAfter(deployed, run, task, ended);
    }

    sessions.work(task, run.id(), true);

    assertThat(starts).as("no CLI was started").doesNotExist();
    assertThat(sessions.of(run.id())).hasSize(tries).allMatch(s -> s.state().equals(ended));
    assertThat(deployed.again(run).model()).isEqualTo("coder");
  }

  /** As a try leaves it that was told and ended, and whose node died then. */
  private void deadAfter(Deployed deployed, Run run, String task, String state) {
    var table = deployed.bean(SessionTable.class);
    var number = table.begin(run.id(), task, deployed.plan().models().get("worker"));
    var ended = ended(State.valueOf(state), "it failed");
    table.told(run.id(), number, ended);
    table.end(run.id(), number, state, ended.reason());
  }

  private static Ended ended(State state, String reason) {
    return new Ended(state, "", reason, List.of(), 1, List.of(), null, 7, true);
  }

  /** They have mended something; that it was given to nobody is known already. */
  @ParameterizedTest
  @ValueSource(strings = {"exit 7", UNKNOWN})
  void a_person_who_asks_for_another_try_gets_one(String script) throws IOException {
    var deployed = deployed(script);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    int first = script.equals(UNKNOWN) ? 1 : 3;
    for (int number = 1; number <= first + 1; number++) {
      var next = number < first ? SessionBroken.Next.AGAIN : SessionBroken.Next.PERSON;
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .asInstanceOf(type(SessionBroken.class))
          .matches(e -> e.next() == next);
      assertThat(Files.readAllLines(starts)).hasSize(number);
      if (next == SessionBroken.Next.PERSON) {
        sessions.toPerson(run.id());
      }
    }
  }

  /** Its node died before the incident was written. */
  @Test
  void a_task_that_comes_again_before_a_person_was_told_starts_no_cli() throws IOException {
    var deployed = deployed(UNKNOWN);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    for (int delivery = 1; delivery <= 2; delivery++) {
      assertThatThrownBy(() -> sessions.work(task, run.id(), true))
          .asInstanceOf(type(SessionBroken.class))
          .matches(e -> e.next() == SessionBroken.Next.PERSON);
    }

    assertThat(Files.readAllLines(starts)).hasSize(1);
    assertThat(sessions.of(run.id())).hasSize(1);
  }

  @Test
  void a_try_that_has_its_end_keeps_it_when_the_run_cannot_be_given_away() throws IOException {
    var deployed = deployed(UNKNOWN, FALLBACK);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    deadAfter(deployed, run, task, "UNREADABLE");
    Runnable fails =
        () -> {
          throw new IllegalStateException("the database is away");
        };

    assertThatThrownBy(
            () -> deployed.bean(EndedTries.class).closing(tried(deployed, run, task), fails))
        .hasMessage("the database is away");

    assertThat(sessions.of(run.id()))
        .extracting(s -> s.state() + ": " + s.reason())
        .containsExactly("UNREADABLE: it failed");
  }

  private static SessionTry tried(Deployed deployed, Run run, String task) {
    var plan = deployed.plan();
    return new SessionTry(run, plan, plan.models().get("worker"), task, 1, true);
  }

  /** A try that has said its answer would else be at work for ever. */
  @Test
  void an_answer_and_the_end_of_its_try_are_written_together_or_not_at_all() throws IOException {
    var deployed = deployed(SessionWorld.DONE);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    var conversations = deployed.bean(Conversations.class);
    deployed.bean(SessionTable.class).begin(run.id(), task, deployed.plan().models().get("worker"));
    var ends =
        new EndedTries(
            new Stumbling(),
            deployed.bean(RunTable.class),
            conversations,
            deployed.bean(RunLimits.class),
            deployed.bean(RunQueue.class),
            deployed.bean(TransactionTemplate.class));

    assertThatThrownBy(() -> ends.done(tried(deployed, run, task), ended(State.DONE, null)))
        .hasMessage("its node ended");

    assertThat(conversations.said(run.id(), task)).isFalse();
  }

  private final class Stumbling extends SessionTable {
    Stumbling() {
      super(muster.getBean(JdbcClient.class), new ObjectMapper(), Clock.systemUTC());
    }

    @Override
    void end(String runId, int number, String state, String reason) {
      throw new IllegalStateException("its node ended");
    }
  }

  /** Its node died when the run had its new model, and that model had no limit of turns yet. */
  @Test
  void who_has_a_run_after_sessions_is_told_its_turns_when_the_task_comes_again()
      throws IOException {
    var deployed = deployed("exit 7", VENDOR[0], VENDOR[1], FALLBACK[0], FALLBACK[1]);
    var run = SessionWorld.run(deployed);
    var task = deployed.task();
    assertThatThrownBy(() -> sessions.work(task, run.id(), true)).isInstanceOf(SessionBroken.class);
    assertThat(limitOfTurns(deployed, run)).isNull();
    deployed.bean(GivenTable.class).replace(run, "coder");

    sessions.work(task, run.id(), true);

    assertThat(limitOfTurns(deployed, run)).isEqualTo(begun(deployed, run) + 9);
    assertThat(sessions.of(run.id())).hasSize(1);
  }

  /** The session did all steps at one go; only its fault is to be mended. */
  @Test
  void who_mends_a_vendors_session_has_the_turns_that_are_left_and_answers_once() throws Exception {
    var deployed =
        deployed(SessionWorld.DONE, VENDOR[0], VENDOR[1], MIX[0], MIX[1], STEPS[0], STEPS[1]);
    var run = SessionWorld.run(deployed);
    assertThat(run.model()).isEqualTo("worker");
    sessions.work(deployed.task(), run.id(), true);
    assertThat(limitOfTurns(deployed, run)).isNull();
    deployed.checked(run, false);

    assertThat(runs.verdict(run.id())).isEqualTo("ESCALATE");

    assertThat(limitOfTurns(deployed, run)).isEqualTo(begun(deployed, run) + 7);
    models.say("It is mended.");
    assertThat(turns.route(run.id())).isEqualTo("coder");
    assertThat(call(deployed, run)).isEqualTo(Next.DONE);
  }

  /** Sessions that failed have closed no step. */
  @Test
  void who_takes_a_run_over_works_all_its_steps() throws Exception {
    var deployed = deployed(UNKNOWN, FALLBACK[0], FALLBACK[1], STEPS[0], STEPS[1]);
    var run = SessionWorld.run(deployed);
    sessions.work(deployed.task(), run.id(), true);
    models.say("done");

    for (var next : List.of(Next.NEXT_STEP, Next.NEXT_STEP, Next.DONE)) {
      assertThat(turns.route(run.id())).isEqualTo("coder");
      assertThat(call(deployed, run)).isEqualTo(next);
    }

    var told =
        deployed.bean(Conversations.class).of(run.id()).stream()
            .filter(Message.User.class::isInstance)
            .map(m -> ((Message.User) m).text())
            .toList();
    assertThat(told.get(0)).contains("First.").doesNotContain("Second.");
    assertThat(told.subList(1, 3)).containsExactly("Second.", "Third.");
  }

  private Next call(Deployed deployed, Run run) throws Exception {
    return Deployed.get(turns.callModel(deployed.task(), run.id()));
  }

  private static long begun(Deployed deployed, Run run) {
    return deployed.bean(Ledger.class).committedTurns(run.budgetPath());
  }

  private static Long limitOfTurns(Deployed deployed, Run run) {
    return (Long)
        deployed
            .jdbc()
            .sql("select limit_turns from muster.budget where node = ?")
            .param(run.budgetPath())
            .query()
            .singleRow()
            .get("limit_turns");
  }

  private Deployed deployed(String script, String... changes) throws IOException {
    var file = SessionWorld.script(folder, "echo x >> " + starts + "\n" + script);
    return world.deployed(Kind.QWEN_CODE, file.toString(), "0.24.4", changes);
  }
}
