package dev.muster.agent;

import static dev.muster.RealClis.command;
import static dev.muster.RealClis.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.plan.Client.Kind;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The real CLIs at the end of their time and of their money, and before a task without end. */
@Tag("clis")
@WholeMuster
@Timeout(300)
class RealSessionLimitsTest {
  /** Of 15 minutes: for the CLI's start, also on a machine that is busy. */
  private static final Duration LEFT = Duration.ofSeconds(25);

  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Sessions sessions;
  private SessionWorld world;

  @AfterEach
  void end() throws IOException {
    world.close();
    assertThat(SessionWorld.left()).as("processes").isEmpty();
    try (var left = Files.list(muster.getBean(DataFolder.class).resolve("sessions"))) {
      assertThat(left).as("scratch homes").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void at_its_time_limit_a_session_ends_with_all_its_processes_and_what_it_spent(Kind kind)
      throws IOException {
    world = new SessionWorld(muster, folder, SessionWorld.NEVER);
    var deployed = deployed(kind, "1");
    var run = SessionWorld.run(deployed);
    muster.getBean(Runs.class).begins(run.id(), Duration.ZERO);
    worked(deployed, run);

    sessions.work(deployed.task(), run.id(), true);

    assertThat(deployed.again(run).stopReason()).isEqualTo("time limit of 15 minutes reached");
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("TIME");
    assertThat(SessionWorld.left()).isEmpty();
    var attempts = attempts(deployed, run);
    assertThat(attempts).as("the call that had no answer").hasSize(world.models().received());
    assertThat(attempts).extracting(Attempt::state).containsOnly(Attempt.State.UNKNOWN);
    assertThat(spent(deployed, run)).as("at its reservation").isEqualByComparingTo(sum(attempts));
    assertThat(spent(deployed, run)).isPositive();
  }

  /** As if it had worked all its time but a little. */
  private static void worked(Deployed deployed, Run run) {
    var left = Duration.ofMinutes(15).minus(LEFT);
    deployed
        .jdbc()
        .sql("update muster.run set waited_millis = waited_millis - ? where id = ?")
        .params(left.toMillis(), run.id())
        .update();
  }

  /** The first call fits and is answered; the second would not. */
  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_call_that_the_budget_refuses_ends_the_session_softly_at_once(Kind kind) {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    var deployed = deployed(kind, "0.2601");
    var run = SessionWorld.run(deployed);
    var begun = Instant.now();

    sessions.work(deployed.task(), run.id(), true);

    assertThat(deployed.again(run).stopReason())
        .startsWith("budget " + run.budgetPath() + " has 0.")
        .contains("USD left");
    assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("BUDGET");
    assertThat(world.models().received()).as("nothing is sent any more").isEqualTo(1);
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMinutes(2));
    var attempts = attempts(deployed, run);
    assertThat(attempts).extracting(Attempt::state).containsExactly(Attempt.State.ANSWERED);
    assertThat(spent(deployed, run)).isEqualByComparingTo(attempts.get(0).costUsd());
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_task_and_a_prompt_of_200_kilobytes_reach_the_model(Kind kind) {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    var text = "line of a long text. ".repeat(200 * 1024 / 21);
    var deployed =
        world.deployed(
            kind,
            command(kind),
            version(kind),
            "prompt: Probe it.",
            "prompt: \"Probe it. " + text + "\"",
            "prompt: You test.",
            "prompt: \"You test. " + text + "\"",
            "maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9}",
            "maxInputTokens: 100000, maxOutputTokens: 4000, maxTurns: 9}");
    var run = SessionWorld.run(deployed);

    sessions.work(deployed.task(), run.id(), true);

    assertThat(sessions.of(run.id()))
        .as(() -> sessions.of(run.id()).toString())
        .extracting(s -> s.state())
        .containsExactly("DONE");
    assertThat(attempts(deployed, run).get(0).usage().totalInput()).isGreaterThan(80_000);
  }

  /** Behind it a model that costs something. */
  private Deployed deployed(Kind kind, String runUsd) {
    return world.deployed(
        kind,
        command(kind),
        version(kind),
        "    billing: free\n    maxInputTokens: 100000\n",
        "    billing: metered\n    price: claude-opus-5\n    maxInputTokens: 500000\n",
        "runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9}",
        "runUsd: %s, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9}".formatted(runUsd));
  }

  private static List<Attempt> attempts(Deployed deployed, Run run) {
    return deployed.bean(Ledger.class).attemptsOf(deployed.id, run.id());
  }

  private static BigDecimal spent(Deployed deployed, Run run) {
    return deployed.bean(Ledger.class).committed(run.budgetPath());
  }

  private static BigDecimal sum(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::reservedUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
