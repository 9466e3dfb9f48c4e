package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 1 under kill -9: the rehearsal goes on, and no step with a stored answer is sent again. */
@Tag("faults")
class KillTest {
  private static final int KILLS = 10;
  private static final int WORK_MILLIS = 15_000;
  private static final int START_MILLIS = 8_000;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final String STARTED = "Rehearsal d-";

  @TempDir Path folder;

  @Test
  void killedTenTimesItFinishesAndPaysNoStepTwice() throws Exception {
    var seed = Long.getLong("muster.seed", System.nanoTime());
    System.out.println("muster.seed " + seed);
    var random = new Random(seed);
    var muster = ChildMuster.in(folder);
    for (int kill = 1; kill <= KILLS; kill++) {
      var process = muster.start(words());
      if (ended(process, muster, random)) {
        endedWell(muster.await(process));
        checked(muster);
        muster = ChildMuster.in(folder.resolve("again-" + kill));
      }
      process.destroyForcibly().waitFor();
      System.out.printf("kill %d: %s%n", kill, muster.said().lines().reduce("", (a, b) -> b));
    }
    var restarted = System.nanoTime();
    endedWell(muster.run(words()));
    assertThat(Duration.ofNanos(System.nanoTime() - restarted))
        .as("nothing waits for a dead node's lease")
        .isLessThan(LEASE);
    checked(muster);
  }

  /** Waits for the moment: mostly while agents work, now and then while Muster starts. */
  private static boolean ended(Process process, ChildMuster muster, Random random)
      throws Exception {
    if (random.nextInt(5) == 0) {
      return process.waitFor(random.nextInt(START_MILLIS), TimeUnit.MILLISECONDS);
    }
    var before = starts(muster);
    while (starts(muster) == before) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return process.waitFor(random.nextInt(WORK_MILLIS), TimeUnit.MILLISECONDS);
  }

  private static long starts(ChildMuster muster) {
    return muster.said().lines().filter(line -> line.startsWith(STARTED)).count();
  }

  private static String[] words() {
    return new String[] {"rehearse", "--approve", "--exit", "--latency", "100"};
  }

  /** Signed off, or ended by a gate; an incident would say "incident". */
  private static void endedWell(ChildMuster.Ended ended) {
    assertThat(ended.output()).contains(" ended: ").doesNotContain("incident");
    assertThat(ended.code()).as(ended.output()).isBetween(0, 1);
  }

  private static void checked(ChildMuster muster) throws Exception {
    assertThat(muster.processes()).as("left running").isEmpty();
    var killed = KilledRehearsal.of(muster.data());
    System.out.printf(
        "%d requests, %d answers, %d unknown%n",
        killed.requests().size(), killed.answers(), killed.unknown());
    assertThat(killed.sentAgain()).isEmpty();
    assertThat(killed.open()).as("attempts still SENDING").isZero();
    assertThat(killed.mismatches()).isEmpty();
    assertThat((long) killed.requests().size())
        .isBetween(killed.answers(), killed.answers() + killed.unknown());
    try (var checks = Files.list(muster.data().resolve("checks"))) {
      assertThat(checks.filter(f -> !f.endsWith("homes"))).as("copies left").isEmpty();
    }
  }
}
