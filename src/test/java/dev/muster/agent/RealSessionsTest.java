package dev.muster.agent;

import static dev.muster.RealClis.command;
import static dev.muster.RealClis.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Deployed;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.client.CliRefused;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.ToolCalls;
import dev.muster.ledger.Usage;
import dev.muster.plan.Client.Kind;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Workspaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The real CLIs work a task through the gateway, with the toolbelt's tools. */
@Tag("clis")
@WholeMuster
@Timeout(300)
class RealSessionsTest {
  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Sessions sessions;
  private SessionWorld world;

  @AfterEach
  void end() throws Exception {
    world.close();
    assertThat(SessionWorld.left()).isEmpty();
    var rooms = muster.getBean(DataFolder.class).resolve("sessions");
    try (var left = Files.list(rooms)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_session_works_the_task_and_the_ledger_is_the_model_servers_log(Kind kind)
      throws Exception {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    var deployed = world.deployed(kind, command(kind), version(kind));
    var run = SessionWorld.run(deployed);
    assertThat(sessions.works(run.id())).isTrue();
    var task = deployed.task();

    sessions.work(task, run.id(), true);

    var workspace = deployed.bean(Workspaces.class).open(run.workspaceId());
    assertThat(workspace.root().resolve("note.md")).hasContent("done");
    assertThat(deployed.bean(Turns.class).closing(run.id())).isEqualTo("The note is written.");
    var calls = deployed.bean(ToolCalls.class).of(run.id());
    assertThat(calls)
        .extracting(c -> c.server() + "." + c.tool() + " " + c.error())
        .containsExactly("filesystem.write_file false");
    ledgerIsTheLog(deployed, run);
    sessions.work(task, run.id(), true);
    assertThat(sessions.of(run.id())).hasSize(1);
  }

  /** Tries, tokens and what the CLI itself counted: three books that agree. */
  private void ledgerIsTheLog(Deployed deployed, Run run) {
    var log = world.models().log();
    var attempts = deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id());
    assertThat(log).extracting(e -> e.status()).containsOnly(200).hasSize(2);
    assertThat(attempts).extracting(Attempt::state).containsOnly(Attempt.State.ANSWERED);
    assertThat(attempts)
        .extracting(a -> String.valueOf(a.id()))
        .containsExactlyElementsOf(log.stream().map(e -> e.attempt()).toList());
    var session = sessions.of(run.id()).get(0);
    assertThat(session.state()).isEqualTo("DONE");
    assertThat(session.turns()).isEqualTo(2);
    assertThat(session.softBudget()).isFalse();
    assertThat(session.usage().totalInput()).isEqualTo(sum(attempts, true));
    assertThat(session.usage().totalOutput()).isEqualTo(sum(attempts, false));
  }

  private static long sum(List<Attempt> attempts, boolean input) {
    return attempts.stream()
        .map(Attempt::usage)
        .mapToLong(input ? Usage::totalInput : Usage::totalOutput)
        .sum();
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_session_that_is_cancelled_half_way_leaves_no_process_and_no_open_call(Kind kind)
      throws Exception {
    world = new SessionWorld(muster, folder, SessionWorld.NEVER);
    var deployed = world.deployed(kind, command(kind), version(kind));
    var run = SessionWorld.run(deployed);
    var end = new CompletableFuture<Throwable>();
    var thread = new Thread(() -> work(deployed.task(), run, end));
    thread.start();
    for (int i = 0; i < 1200 && world.models().received() == 0 && !end.isDone(); i++) {
      Thread.sleep(50);
    }
    assertThat(SessionWorld.left()).as("the CLI waits for its model").isNotEmpty();

    thread.interrupt();

    assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    assertThat(SessionWorld.left()).isEmpty();
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("CANCELLED");
    assertThat(deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id()))
        .isNotEmpty()
        .extracting(Attempt::state)
        .doesNotContain(Attempt.State.SENDING);
  }

  /** A new try, never a resumed one: what the tool did stands, and what was paid stays paid. */
  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_session_that_is_cancelled_after_a_tool_worked_is_tried_anew_over_what_it_left(Kind kind)
      throws Exception {
    world = new SessionWorld(muster, folder, Duration.ofSeconds(8));
    var deployed = world.deployed(kind, command(kind), version(kind));
    var run = SessionWorld.run(deployed);
    var note = deployed.bean(Workspaces.class).open(run.workspaceId()).root().resolve("note.md");
    var end = new CompletableFuture<Throwable>();
    var thread = new Thread(() -> work(deployed.task(), run, end));
    thread.start();
    for (int i = 0; i < 1200 && !Files.exists(note) && !end.isDone(); i++) {
      Thread.sleep(50);
    }
    assertThat(note).as("the tool worked, and the next call waits for its model").exists();
    assertThat(end).isNotDone();

    thread.interrupt();

    assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    assertThat(SessionWorld.left()).isEmpty();
    int before = world.models().received();
    sessions.work(deployed.task(), run.id(), true);

    assertThat(sessions.of(run.id()))
        .extracting(s -> s.state())
        .containsExactly("CANCELLED", "DONE");
    assertThat(note).hasContent("done");
    var attempts = deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id());
    assertThat(attempts).extracting(Attempt::state).doesNotContain(Attempt.State.SENDING);
    assertThat(attempts).filteredOn(a -> a.state() == Attempt.State.ANSWERED).hasSize(3);
    assertThat(world.models().received()).as("two of the new try").isEqualTo(before + 2);
  }

  private void work(String task, Run run, CompletableFuture<Throwable> end) {
    try {
      sessions.work(task, run.id(), true);
      end.complete(null);
    } catch (RuntimeException e) {
      end.complete(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void another_version_than_the_plans_is_refused_before_anything_is_sent(Kind kind) {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    var deployed = world.deployed(kind, command(kind), "0.0.1");
    var run = SessionWorld.run(deployed);

    assertThatThrownBy(() -> sessions.work(deployed.task(), run.id(), true))
        .isInstanceOf(CliRefused.class)
        .hasMessage(
            "client worker is version %s, and the plan says 0.0.1. Mend: install 0.0.1, or write"
                    .formatted(version(kind))
                + " version: "
                + version(kind));
    assertThat(world.models().received()).isZero();
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("REFUSED");
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void turns_that_are_used_up_stop_the_run_softly(Kind kind) {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    var deployed = world.deployed(kind, command(kind), version(kind), "maxTurns: 9", "maxTurns: 1");
    var run = SessionWorld.run(deployed);

    sessions.work(deployed.task(), run.id(), true);

    assertThat(deployed.again(run).stopReason()).isEqualTo("turn limit of 1 reached");
    assertThat(world.models().received()).as("calls beside the main loop too").isEqualTo(1);
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("TURNS");
  }
}
