package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.rehearsal.LogEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Law 7: ten agents in both arms at once, and every call is made once. */
class FullWidthTest {
  private static final World WORLD = World.get();
  private static final List<String> MORE = List.of("gina", "hugo", "iris", "jack");
  private static final int WIDTH = 20;
  private static final Duration LATENCY = Duration.ofSeconds(3);

  @Test
  void ten_agents_in_both_arms_call_at_full_width_and_once() {
    var cassettes = new HashMap<String, byte[]>();
    MORE.forEach(agent -> cassettes.put(agent + ".note.yaml", SmallSwarm.writing("done")));
    var server = WORLD.models("WIDE", cassettes, s -> s.withLatency(LATENCY, Map.of()));
    var trial = Trial.prepared(WORLD, plan());
    // All first turns are in flight before one is sent: none holds a thread that another needs.
    var waiting = new CountDownLatch(WIDTH);
    trial.startWith(
        "call-model",
        (item, real) -> {
          if (item.variables().get("agent").equals(SmallSwarm.TESTER)) {
            return real.body().apply(item);
          }
          waiting.countDown();
          return CompletableFuture.supplyAsync(() -> awaited(waiting))
              .thenCompose(all -> real.body().apply(item));
        });
    assertThat(trial.rest().detail()).isEqualTo("SIGNED_OFF");
    var log = server.log();
    assertThat(log).allMatch(entry -> entry.status() == 200);
    var models = log.stream().filter(e -> e.role().equals("preflight")).toList();
    assertThat(models)
        .as("each model is asked once")
        .extracting(LogEntry::task)
        .doesNotHaveDuplicates();
    // Two turns and a judge's answer for each run: 20 canaries and the workflow test.
    assertThat(log).hasSize(models.size() + 3 * (WIDTH + 1));
    assertThat(turns(log)).hasSize(2 * (WIDTH + 1)).doesNotHaveDuplicates();
    // Models of another server than this one were asked as well.
    assertThat(answered(trial)).isEqualTo(log.size() - models.size());
    assertThat(widest(log)).isGreaterThanOrEqualTo(WIDTH);
  }

  /** What was asked by whom for the how-manieth time; the judge asks for all runs alike. */
  private static List<String> turns(List<LogEntry> log) {
    return log.stream()
        .filter(e -> !Set.of("judge", "preflight").contains(e.role()))
        .map(e -> e.role() + " " + e.model() + " " + e.index())
        .toList();
  }

  private static Void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).as("all first turns are in flight").isTrue();
      return null;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long answered(Trial trial) {
    return WORLD
        .bean(JdbcClient.class)
        .sql(
            "select count(*) from muster.attempt where deployment_id = ? and state = 'ANSWERED'"
                + " and purpose <> 'preflight'")
        .param(trial.id())
        .query(Long.class)
        .single();
  }

  /** The most requests that waited for their answers at one moment. */
  private static long widest(List<LogEntry> log) {
    return log.stream()
        .mapToLong(
            now ->
                log.stream()
                    .filter(e -> !e.time().isAfter(now.time()))
                    .filter(e -> e.time().plus(LATENCY).isAfter(now.time()))
                    .count())
        .max()
        .orElse(0);
  }

  private static String plan() {
    var agents = new StringBuilder("agents:\n");
    MORE.forEach(name -> agents.append(SmallSwarm.agent(name)));
    var all =
        Stream.of(SmallSwarm.WAVE_1, SmallSwarm.WAVE_2, MORE)
            .flatMap(List::stream)
            .collect(Collectors.joining(", "));
    return """
    models:
      qwen: {baseUrl: '${MUSTER_WIDE_URL}/openai/v1'}
      opus: {baseUrl: '${MUSTER_WIDE_URL}/anthropic'}
      gemini: {baseUrl: '${MUSTER_WIDE_URL}/gemini'}
    waves: [{agents: [%s]}]
    gates: {wave-2: null, deployment: {active-agents: 10}}
    budget: {phases: {wave-1: 80, wave-2: null, feature: null}}
    """
            .formatted(all)
        + agents;
  }
}
