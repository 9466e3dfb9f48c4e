package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.TestLedger;
import dev.muster.ledger.Usage;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import dev.muster.plan.ModelLimits;
import dev.muster.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a plan declares of a provider's limits is kept, in the order of asking. */
class PlacesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private final PassingClock clock = new PassingClock();
  private final String address = "http://" + TestLedger.fresh("host");
  private final List<Places> open = new ArrayList<>();
  private final Places places = node(TestLedger.fresh("n"));

  private Places node(String name) {
    var table = new PlaceTable(TestDatabase.jdbc(), TestDatabase.transactions(), name, clock);
    var node = new Places(table, new TestSecrets(), 20);
    open.add(node);
    return node;
  }

  @AfterEach
  void close() {
    open.forEach(Places::close);
  }

  @Test
  void so_many_at_a_time_on_all_nodes_and_first_come_first_served() {
    var limits = new ModelLimits(2, null, null);
    var second = node(TestLedger.fresh("n"));
    var calls = IntStream.range(0, 5).mapToObj(n -> call(limits)).toList();
    var turns = new ArrayList<CompletableFuture<Void>>();
    for (int n = 0; n < 5; n++) {
      turns.add((n % 2 == 0 ? places : second).enter(calls.get(n)).toCompletableFuture());
    }
    assertThat(turns.get(0)).succeedsWithin(SOON);
    assertThat(turns.get(1)).succeedsWithin(SOON);
    looked();
    assertThat(turns.subList(2, 5)).noneMatch(CompletableFuture::isDone);
    assertThat(places.crowd(calls.get(0).request().model())).isEqualTo(new PlaceTable.Crowd(2, 3));

    second.leave(calls.get(1), null);
    assertThat(turns.get(2)).as("the third, on the other node").succeedsWithin(SOON);
    looked();
    assertThat(turns.get(3)).isNotDone();
    places.leave(calls.get(0), null);
    assertThat(turns.get(3)).succeedsWithin(SOON);
  }

  /** Every node has looked whose turn it is. */
  private void looked() {
    open.forEach(Places::look);
  }

  @Test
  void so_many_in_a_minute_and_the_next_when_it_is_over() {
    var limits = new ModelLimits(null, 2, null);
    var calls = IntStream.range(0, 3).mapToObj(n -> call(limits)).toList();
    var turns = calls.stream().map(c -> places.enter(c).toCompletableFuture()).toList();
    assertThat(turns.get(1)).succeedsWithin(SOON);
    places.leave(calls.get(0), null);
    places.leave(calls.get(1), null);
    looked();
    assertThat(turns.get(2)).as("a place that is given back is still used up").isNotDone();

    pass(61);
    assertThat(turns.get(2)).succeedsWithin(SOON);
  }

  /** A budget that refused them, for example: nobody waits for what was never sent. */
  @Test
  void calls_that_were_not_sent_use_up_no_minute() {
    var limits = new ModelLimits(null, 2, null);
    var calls = IntStream.range(0, 4).mapToObj(n -> call(limits)).toList();
    var turns = calls.stream().map(c -> places.enter(c).toCompletableFuture()).toList();
    assertThat(turns.get(1)).succeedsWithin(SOON);
    places.unused(calls.get(0));
    places.leave(calls.get(1), null);
    looked();

    assertThat(turns.get(2)).succeedsWithin(SOON);
    assertThat(turns.get(3)).isNotDone();
  }

  /** In steps, as time does: whoever waits says so at each look. */
  private void pass(int seconds) {
    for (int s = 0; s < seconds; s += 10) {
      clock.pass(Math.min(10, seconds - s));
      looked();
    }
  }

  /** A suspended machine, a database that was down: nobody waits for a place that is gone. */
  @Test
  void after_a_long_pause_those_who_wait_still_wait_or_are_told_to_come_again() {
    var limits = new ModelLimits(1, null, null);
    var calls = IntStream.range(0, 3).mapToObj(n -> call(limits)).toList();
    var turns = calls.stream().map(c -> places.enter(c).toCompletableFuture()).toList();
    assertThat(turns.get(0)).succeedsWithin(SOON);
    clock.pass(31);
    places.look();
    assertThat(places.crowd(calls.get(0).request().model())).isEqualTo(new PlaceTable.Crowd(1, 2));

    var gone = "delete from muster.model_place where admitted_at is null";
    TestDatabase.jdbc().sql(gone).update();
    clock.pass(6);
    places.look();
    assertThat(turns.get(1))
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("its place in the model's line was lost");
    assertThat(turns.get(2)).isCompletedExceptionally();
  }

  @Test
  void tokens_of_a_minute_are_what_was_used_and_one_that_is_too_large_goes_alone() {
    var limits = new ModelLimits(null, null, 1000);
    var first = call(limits);
    var second = call(limits);
    var third = call(limits);
    assertThat(places.enter(first).toCompletableFuture()).succeedsWithin(SOON);
    var waits = places.enter(second).toCompletableFuture();
    looked();
    assertThat(waits).as("500 for the answer and what is asked, twice").isNotDone();
    places.leave(first, new Usage(100, 0, 0, 100, 0));
    assertThat(waits).as("it took 200 only").succeedsWithin(SOON);

    places.leave(second, new Usage(5000, 0, 0, 100, 0));
    var alone = places.enter(third).toCompletableFuture();
    looked();
    assertThat(alone).isNotDone();
    pass(61);
    assertThat(alone).succeedsWithin(SOON);
  }

  @Test
  void a_cancelled_call_leaves_the_line_and_what_a_dead_node_held_is_free() {
    var limits = new ModelLimits(1, null, null);
    var dead = TestLedger.fresh("n");
    assertThat(node(dead).enter(call(limits)).toCompletableFuture()).succeedsWithin(SOON);
    var waiting = call(limits);
    var next = call(limits);
    var cancelled = places.enter(waiting).toCompletableFuture();
    var turn = places.enter(next).toCompletableFuture();
    places.cancel(waiting);
    assertThat(cancelled).succeedsWithin(SOON);
    places.leave(waiting, null);
    assertThat(turn).isNotDone();

    node(dead);
    assertThat(turn).as("the node has started again").succeedsWithin(SOON);
  }

  /** Of 300 that wait here one row says that their node is there, and only the head is written. */
  @Test
  void a_long_line_costs_no_more_writes_than_a_short_one_and_keeps_its_order() {
    var limits = new ModelLimits(1, null, null);
    var first = call(limits);
    assertThat(places.enter(first).toCompletableFuture()).succeedsWithin(SOON);
    var calls = IntStream.range(0, 300).mapToObj(n -> call(limits)).toList();
    var turns = calls.stream().map(c -> places.enter(c).toCompletableFuture()).toList();
    var other = node(TestLedger.fresh("n"));
    var last = other.enter(call(limits)).toCompletableFuture();
    for (int s = 0; s < 60; s += 10) {
      clock.pass(10);
      looked();
    }
    var crowd = places.crowd(first.request().model());
    assertThat(crowd).as("nobody is taken for dead").isEqualTo(new PlaceTable.Crowd(1, 301));
    assertThat(written()).as("a row of each node, and none of the line").isEqualTo(2);

    places.leave(first, null);
    assertThat(turns.get(0)).succeedsWithin(SOON);
    looked();
    assertThat(turns.subList(1, 300)).noneMatch(CompletableFuture::isDone);
    assertThat(last).isNotDone();
    assertThat(places.crowd(first.request().model()))
        .as("whoever spoke for the others has a place now, and they still wait")
        .isEqualTo(new PlaceTable.Crowd(1, 300));

    places.unused(calls.get(0));
    assertThat(turns.get(1)).succeedsWithin(SOON);
    looked();
    assertThat(places.crowd(first.request().model())).isEqualTo(new PlaceTable.Crowd(1, 299));
  }

  @Test
  void of_two_plans_that_say_different_things_of_one_endpoint_the_stricter_holds() {
    var strict = new ModelLimits(1, null, 1_000_000);
    var wide = new ModelLimits(5, 100, null);
    assertThat(places.enter(call(strict)).toCompletableFuture()).succeedsWithin(SOON);
    var second = places.enter(call(strict)).toCompletableFuture();
    var third = places.enter(call(wide)).toCompletableFuture();
    looked();
    looked();
    assertThat(second).isNotDone();
    assertThat(third).isNotDone();
    assertThat(strict.strictest(wide)).isEqualTo(new ModelLimits(1, 100, 1_000_000));
  }

  /**
   * Rows that say of the newest line that somebody waits in it, and rows in it that were written.
   */
  private long written() {
    return TestDatabase.jdbc()
        .sql(
            "with newest as (select endpoint from muster.model_place order by id desc limit 1)"
                + " select (select count(*) from muster.model_line join newest using (endpoint))"
                + " + (select count(*) from muster.model_place join newest using (endpoint)"
                + " where admitted_at is null and seen_at > ?)")
        .param(clock.instant().minusSeconds(60).atOffset(java.time.ZoneOffset.UTC))
        .query(Long.class)
        .single();
  }

  @Test
  void a_place_that_nobody_waits_for_does_not_stay_in_line_because_its_node_lives() {
    var limits = new ModelLimits(1, null, null);
    assertThat(places.enter(call(limits)).toCompletableFuture()).succeedsWithin(SOON);
    var next = call(limits);
    places.enter(next);
    TestDatabase.jdbc()
        .sql(
            "insert into muster.model_place(endpoint, task_id, node_id, tokens, seen_at) select"
                + " endpoint, 'stray', node_id, tokens, seen_at from muster.model_place where"
                + " task_id = ?")
        .param(next.taskId())
        .update();
    assertThat(places.crowd(next.request().model())).isEqualTo(new PlaceTable.Crowd(1, 2));
    pass(61);
    assertThat(places.crowd(next.request().model())).isEqualTo(new PlaceTable.Crowd(1, 1));
  }

  @Test
  void whoever_waits_holds_no_thread() {
    var limits = new ModelLimits(1, null, null);
    places.enter(call(limits)).toCompletableFuture().join();
    int threads = Thread.activeCount();
    var turns =
        IntStream.range(0, 300).mapToObj(n -> places.enter(call(limits)).toCompletableFuture());
    assertThat(turns.toList()).noneMatch(CompletableFuture::isDone);
    assertThat(Thread.activeCount()).isLessThan(threads + 30);
  }

  @Test
  void the_provider_never_sees_more_calls_at_a_time_than_its_plan_says() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var threads = Executors.newCachedThreadPool();
    try (var provider = new FakeProvider()) {
      provider.answers(
          exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(20);
            now.decrementAndGet();
            FakeProvider.write(
                exchange, 200, TestModels.ANSWER, "Content-Type", "application/json");
          });
      var limits = new ModelLimits(3, null, null);
      var models =
          new HttpChatModel(
              Wires.all(),
              new TestSecrets().with("KEY", "sk-places"),
              TestModels.JSON,
              TestModels.SETTINGS,
              clock);
      var calls =
          new LedgeredCalls(
              TestLedger.of("places-test"),
              models,
              TestModels.JSON,
              TestModels.SETTINGS,
              clock,
              places,
              Outcomes.UNHEARD,
              CallMeter.IDLE);
      var asked = IntStream.range(0, 20).mapToObj(n -> call(limits, provider.url())).toList();
      var start = new CountDownLatch(1);
      var answers =
          asked.stream()
              .map(
                  call ->
                      CompletableFuture.runAsync(() -> await(start), threads)
                          .thenCompose(go -> calls.call(call)))
              .toList();
      start.countDown();
      assertThat(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofMinutes(2));
      assertThat(provider.received()).hasSize(20);
      assertThat(most.get()).isBetween(1, 3);
      calls.close();
      models.close();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PaidCall call(ModelLimits limits) {
    return call(limits, address);
  }

  private static PaidCall call(ModelLimits limits, String address) {
    var plain = TestModels.sonnet(address);
    var model =
        new Model(
            plain.name(),
            plain.provider(),
            plain.family(),
            plain.protocol(),
            plain.id(),
            plain.answersAs(),
            plain.baseUrl(),
            plain.apiKey(),
            plain.billing(),
            plain.price(),
            plain.maxInputTokens(),
            plain.maxOutputTokens(),
            plain.strength(),
            false,
            null,
            null,
            null,
            limits,
            null,
            null,
            null);
    var deployment = TestLedger.fresh("d");
    return new PaidCall(
        TestLedger.fresh("task"),
        deployment,
        "turn",
        TestLedger.fresh("r"),
        deployment + "/wave-1/backend",
        "backend",
        "mix",
        TestLedger.PRICE,
        10_000,
        TestModels.ask(model));
  }
}
