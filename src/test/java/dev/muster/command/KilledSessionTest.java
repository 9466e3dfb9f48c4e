package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.RealClis;
import dev.muster.command.KilledRehearsal.Session;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Muster is killed while a real CLI works through its gateway: between every two steps of law 1 for
 * a call that it forwards, and by kill -9 while the CLI waits for its model.
 */
@Tag("clis")
@Timeout(1500)
class KilledSessionTest {
  private static final List<String> PLACES =
      List.of("task", "reserved", "sent", "answered", "stored");
  private static final String OVER = "Muster goes on at ";

  @TempDir Path folder;
  private final Map<String, String> stoppedAt = new LinkedHashMap<>();

  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void afterAKillNothingIsPaidTwiceNothingIsLeftAndTheRunEndsByItsRule(Kind kind) throws Exception {
    var muster = at(kind);
    // Muster's order does not depend on who asks: once is enough, and brings the others to work.
    for (var place : kind == Kind.QWEN_CODE ? PLACES : PLACES.subList(0, 1)) {
      stopped(muster, place);
    }
    var held = killed(muster.muster());
    var status = new AtomicInteger();

    var ended =
        muster.muster().stoppedAfter(OVER, begun -> {}, () -> status.set(ask(held)), goingOn());

    assertThat(ended.output()).contains(" ended: ").doesNotContain("incident");
    assertThat(status).as("the token of a run that has ended").hasValue(401);
    var all = muster.checked();
    stoppedAt.forEach((place, about) -> wentOn(place, about, all));
    assertThat(tries(all, held.run()))
        .hasSizeGreaterThan(1)
        .endsWith("DONE")
        .filteredOn(state -> !state.equals("DONE"))
        .containsOnly("LOST");
    assertThat(all.sessions())
        .as("each run by its own rule")
        .filteredOn(session -> session.runId().equals(held.run()))
        .allMatch(session -> session.outcome().equals("DONE") && session.stopReason() == null);
  }

  private CrashedMuster at(Kind kind) throws IOException {
    var muster = CrashedMuster.in(folder);
    muster.muster().with("MUSTER_GATEWAY_PORT", String.valueOf(RealClis.freePort()));
    CliPlan.behindTheGateway(muster.muster(), kind);
    return muster;
  }

  private void stopped(CrashedMuster muster, String place) throws IOException {
    var about = muster.crash("forward:" + place);
    var now = muster.now();
    if (!place.equals("task")) {
      stoppedAt.put(place, about);
      assertThat(now.attempt(about).state())
          .as(place)
          .isEqualTo(place.equals("stored") ? "ANSWERED" : "SENDING");
      assertThat(now.requestsOf(about)).as(place).isEqualTo(place.equals("reserved") ? 0 : 1);
    }
  }

  private static void wentOn(String place, String about, KilledRehearsal all) {
    var attempt = all.attempt(about);
    assertThat(attempt.state())
        .as(place)
        .isEqualTo(place.equals("stored") ? "ANSWERED" : "UNKNOWN");
    assertThat(all.attempts().stream().filter(a -> a.step().equals(attempt.step())))
        .as("nobody but the CLI asks, and it asks anew")
        .hasSize(1);
  }

  /** Kill -9 while the CLI has asked and is not answered; what it held then. */
  private Held killed(ChildMuster muster) throws Exception {
    long before = Held.asked(muster);
    var process = muster.start("rehearse", "--approve", "--exit", "--latency", "30000");
    try {
      return Held.awaitIn(muster, process, before);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String[] goingOn() {
    return new String[] {"rehearse", "--approve", "--latency", "20"};
  }

  /** As the CLI would that was left behind. */
  private static int ask(Held held) {
    try {
      return HttpClient.newHttpClient()
          .send(held.request(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static List<String> tries(KilledRehearsal all, String run) {
    return all.sessions().stream()
        .filter(session -> session.runId().equals(run))
        .map(Session::state)
        .toList();
  }
}
