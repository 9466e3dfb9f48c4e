package dev.muster.model;

import static dev.muster.model.TestModels.ANSWER;
import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.sonnet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Attempt;
import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.PaidCalls.Paid;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import dev.muster.plan.Price;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class LedgeredCallsTest {
  private final FakeProvider provider = new FakeProvider();
  private final Ledger ledger = TestLedger.of("node-a");
  private final String deployment = TestLedger.fresh("d");
  private final HttpChatModel models = models();
  private final List<LedgeredCalls> open = new ArrayList<>();
  private final LedgeredCalls calls = calls(ledger, models);

  @AfterEach
  void stop() {
    open.forEach(LedgeredCalls::close);
    models.close();
    provider.close();
  }

  @Test
  void reservation_and_sending_are_committed_before_the_request_leaves() throws Exception {
    var seen = Collections.synchronizedList(new ArrayList<Attempt>());
    var reserved = new ArrayList<BigDecimal>();
    provider.answers(
        exchange -> {
          seen.addAll(ledger.attempts(deployment));
          reserved.add(ledger.committed(deployment));
          FakeProvider.write(exchange, 200, ANSWER);
        });

    var paid = get(calls.call(call("t1")));

    assertThat(seen).extracting(Attempt::state).containsExactly(State.SENDING);
    // 10,000 tokens at 2.50 (a provider may bill input as cache writes) and 500 at 10.
    assertThat(reserved.get(0)).isEqualByComparingTo("0.03");
    assertThat(paid.answer().text()).isEqualTo("Hello!");
    assertThat(paid.step()).isEqualTo(1);
    assertThat(paid.again()).isFalse();
    assertThat(only().state()).isEqualTo(State.ANSWERED);
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0.003");
  }

  @Test
  void the_answer_is_committed_before_the_caller_hears_of_it() throws Exception {
    provider.answers(200, ANSWER);

    var state =
        calls
            .call(call("t1"))
            .thenApply(paid -> ledger.attempts(deployment).get(0).state())
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    assertThat(state).isEqualTo(State.ANSWERED);
  }

  @Test
  void a_task_delivered_again_is_answered_without_sending() throws Exception {
    provider.answers(200, ANSWER);
    var first = get(calls.call(call("t1")));

    var again = get(calls(TestLedger.of("node-b"), models).call(call("t1")));

    assertThat(again).isEqualTo(new Paid(first.step(), first.answer(), true));
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void a_task_delivered_twice_at_once_is_sent_once() throws Exception {
    provider.answers(
        exchange -> {
          Thread.sleep(200);
          FakeProvider.write(exchange, 200, ANSWER);
        });
    var both = List.of(calls.call(call("t1")), calls.call(call("t1")));

    assertThat(get(both.get(0))).isEqualTo(get(both.get(1)));
    assertThat(provider.received()).hasSize(1);
    assertThat(ledger.attempts(deployment)).hasSize(1);
  }

  @Test
  void killed_before_the_reservation_nothing_was_sent_and_nothing_is_booked() {
    var dying = calls(failing("open", Integer.MAX_VALUE), models);

    assertThat(failure(dying.call(call("t1"))))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(provider.received()).isEmpty();
    assertThat(ledger.attempts(deployment)).isEmpty();
  }

  @Test
  void killed_between_reservation_and_answer_the_attempt_is_unknown_and_tried_anew()
      throws Exception {
    // A node that dies never hears its answer.
    var dead = calls(ledger, (attempt, request) -> new CompletableFuture<>());
    dead.call(call("t1"));
    waitFor(() -> ledger.attempts(deployment).size() == 1);
    provider.answers(200, ANSWER);

    var paid = get(calls(TestLedger.of("node-a"), models).call(call("t1")));

    assertThat(paid.step()).isEqualTo(1);
    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(State.UNKNOWN, State.ANSWERED);
    assertThat(ledger.attempts(deployment)).extracting(Attempt::attempt).containsExactly(1, 2);
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0.033");
  }

  @Test
  void killed_before_the_answer_is_stored_the_caller_hears_no_answer() throws Exception {
    provider.answers(200, ANSWER);
    var dying = calls(failing("answered", Integer.MAX_VALUE), models);

    assertThat(failure(dying.call(call("t1"))))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(only().state()).isEqualTo(State.SENDING);

    get(calls.call(call("t1")));

    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(State.UNKNOWN, State.ANSWERED);
    assertThat(provider.received()).hasSize(2);
  }

  @Test
  void killed_after_the_answer_is_stored_it_is_never_sent_again() throws Exception {
    provider.answers(200, ANSWER);
    get(calls.call(call("t1")));
    calls.close();

    assertThat(get(calls(TestLedger.of("node-a"), models).call(call("t1"))).again()).isTrue();
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void a_database_that_stumbles_does_not_lose_a_paid_answer() throws Exception {
    provider.answers(200, ANSWER);

    get(calls(failing("answered", 2), models).call(call("t1")));

    assertThat(only().state()).isEqualTo(State.ANSWERED);
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void a_refusal_by_status_costs_nothing_and_the_next_delivery_is_the_next_try() throws Exception {
    provider.answers(529, "overloaded", "Retry-After", "3");

    var failure = (ModelFailure) failure(calls.call(call("t1")));

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(only().state()).isEqualTo(State.FAILED);
    assertThat(only().httpStatus()).isEqualTo(529);
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0");

    provider.answers(200, ANSWER);
    assertThat(get(calls.call(call("t1"))).step()).isEqualTo(1);
    assertThat(ledger.attempts(deployment)).extracting(Attempt::attempt).containsExactly(1, 2);
  }

  @Test
  void a_lost_answer_counts_at_its_reservation() {
    provider.answers(exchange -> exchange.close());

    assertThat(((ModelFailure) failure(calls.call(call("t1")))).kind()).isEqualTo(Kind.RETRY);
    assertThat(only().state()).isEqualTo(State.UNKNOWN);
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0.03");
  }

  /** Whoever reads the ledger or the report sees which status left it open. */
  @Test
  void what_a_gateway_timed_out_on_counts_at_its_reservation_with_its_status() {
    provider.answers(504, "no answer in time");

    assertThat(((ModelFailure) failure(calls.call(call("t1")))).kind()).isEqualTo(Kind.RETRY);
    assertThat(only().state()).isEqualTo(State.UNKNOWN);
    assertThat(only().httpStatus()).isEqualTo(504);
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0.03");
  }

  @Test
  void a_cancelled_call_is_unknown_and_ends_at_once() throws Exception {
    var arrived = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          arrived.countDown();
          Thread.sleep(60_000);
        });
    var stage = calls.call(call("t1"));
    assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

    calls.cancel(call("t1").taskId());

    assertThat(((ModelFailure) failure(stage)).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(only().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void a_call_that_was_cancelled_before_it_was_made_is_never_made() {
    calls.cancel(call("t1").taskId());

    assertThat(((ModelFailure) failure(calls.call(call("t1")))).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(provider.received()).isEmpty();
    assertThat(ledger.attempts(deployment)).isEmpty();
  }

  @Test
  void while_its_endpoint_is_left_alone_nothing_is_reserved_and_a_stored_answer_is_given()
      throws Exception {
    provider.answers(200, ANSWER);
    get(calls.call(call("t1")));
    var held =
        new LedgeredCalls(
            ledger,
            models,
            TestModels.JSON,
            TestModels.SETTINGS,
            Clock.systemUTC(),
            Admission.OPEN,
            new LeftAlone(),
            CallMeter.IDLE);
    open.add(held);

    assertThat(get(held.call(call("t1"))).again()).isTrue();
    assertThat(((ModelFailure) failure(held.call(call("t2")))).kind()).isEqualTo(Kind.WAIT);
    assertThat(provider.received()).hasSize(1);
    assertThat(ledger.attempts(deployment)).hasSize(1);
  }

  /** Any endpoint, for a minute. */
  private static final class LeftAlone implements Outcomes {
    @Override
    public void answered(Model model, Instant sentAt, Instant limitedUntil) {}

    @Override
    public void failed(Model model, ModelFailure failure) {}

    @Override
    public Optional<ModelFailure> pause(Model model) {
      return Optional.of(
          ModelFailure.leftAlone(
              ModelFailure.Reason.RATE_LIMITED, Duration.ofMinutes(1), "left alone"));
    }
  }

  @Test
  void a_stored_answer_is_given_again_whatever_is_wrong_with_the_call_by_now() throws Exception {
    provider.answers(200, ANSWER);
    assertThat(calls.stored(call("t1").taskId())).isEmpty();
    get(calls.call(call("t1")));

    var again = get(calls.call(call("t1", "word ".repeat(10_001))));

    assertThat(again.again()).isTrue();
    assertThat(again.answer().text()).isEqualTo("Hello!");
    assertThat(calls.stored(call("t1").taskId())).contains(again);
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void a_stop_leaves_no_attempt_sending() throws Exception {
    var arrived = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          arrived.countDown();
          Thread.sleep(60_000);
        });
    calls.call(call("t1"));
    assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

    calls.close();

    assertThat(only().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void a_call_that_its_budget_refuses_gives_its_place_back_unused() {
    var left = new ArrayList<String>();
    var line = new Line(left);
    ledger.declareBudget(deployment, BigDecimal.ZERO);
    var limited =
        new LedgeredCalls(
            ledger,
            models,
            TestModels.JSON,
            TestModels.SETTINGS,
            Clock.systemUTC(),
            line,
            Outcomes.UNHEARD,
            CallMeter.IDLE);
    open.add(limited);

    assertThat(failure(limited.call(call("t1")))).isInstanceOf(BudgetExhausted.class);
    ledger.declareBudget(deployment, BigDecimal.TEN);
    provider.answers(500, "{}");
    failure(limited.call(call("t1")));

    assertThat(left).containsExactly("unused", "left");
  }

  /** Hears who leaves it. */
  private record Line(List<String> left) implements Admission {
    @Override
    public CompletionStage<Void> enter(PaidCall call, InputLimit input) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void leave(PaidCall call, dev.muster.ledger.Usage usage) {
      left.add("left");
    }

    @Override
    public void unused(PaidCall call) {
      left.add("unused");
    }

    @Override
    public void cancel(PaidCall call) {}
  }

  @Test
  void nothing_is_sent_over_the_budget() {
    ledger.declareBudget(deployment, new BigDecimal("0.02"));

    assertThat(failure(calls.call(call("t1")))).isInstanceOf(BudgetExhausted.class);
    assertThat(provider.received()).isEmpty();
    assertThat(ledger.attempts(deployment)).isEmpty();
  }

  @Test
  void clear_excess_of_input_is_refused_before_anything_is_reserved() {
    var huge = call("t1", "word ".repeat(10_001));

    assertThat(failure(calls.call(huge)))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("maxInputTokens 10000 allows 50000");
    assertThat(provider.received()).isEmpty();
    assertThat(ledger.attempts(deployment)).isEmpty();
  }

  @Test
  void text_that_may_be_denser_than_declared_is_reserved_as_such() throws Exception {
    provider.answers(200, ANSWER);

    get(calls.call(call("t1", "ab-".repeat(10_000))));

    // 30,009 bytes and 248 that the provider may add at 2.50, and 500 at 10.
    assertThat(only().reservedUsd()).isEqualByComparingTo("0.0806425");
  }

  @Test
  void a_stream_cut_half_way_is_unknown_with_the_last_usage_that_was_seen() throws Exception {
    provider.answers(
        exchange -> FakeProvider.write(exchange, 200, HALF, "Content-Type", "text/event-stream"));
    var whole = call("t1");

    assertThat(failure(calls.call(streamed(whole))))
        .hasMessageContaining("last usage seen: 300000 tokens in, 1 out");

    assertThat(only().state()).isEqualTo(State.UNKNOWN);
    assertThat(only().usage().totalInput()).isEqualTo(300_000);
    assertThat(only().answeredAs()).isEqualTo("claude-sonnet-5");
    assertThat(only().firstTokenMillis()).isNotNull();
    assertThat(only().costUsd()).isNull();
    // 300,000 tokens at 2 and one at 10 are more than the 0.03 that were reserved.
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0.60001");
  }

  private static final String HALF =
      """
      data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",\
      "model":"claude-sonnet-5","content":[],"stop_reason":null,"stop_sequence":null,\
      "usage":{"input_tokens":300000,"output_tokens":1}}}

      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

      """;

  private static PaidCall streamed(PaidCall call) {
    return new PaidCall(
        call.taskId(),
        call.deploymentId(),
        call.purpose(),
        call.runId(),
        call.budgetPath(),
        call.agent(),
        call.arm(),
        call.price(),
        call.maxInputTokens(),
        call.request().asStream());
  }

  @Test
  void an_answer_from_another_model_is_unmeasured() throws Exception {
    provider.answers(200, ANSWER.replace("claude-sonnet-5", "claude-haiku-4-5"));

    get(calls.call(call("t1")));

    assertThat(only().costUsd()).isNull();
    assertThat(only().finding()).contains("answered as claude-haiku-4-5");
    assertThat(ledger.committed(deployment)).isEqualByComparingTo("0.03");
  }

  @Test
  void a_call_is_priced_by_the_row_of_its_day_and_before_the_first_by_none() throws Exception {
    provider.answers(exchange -> FakeProvider.write(exchange, 200, ANSWER));
    var future = dated(LocalDate.of(2999, 1, 1), "40");
    var both =
        new Price(
            "sonnet",
            new BigDecimal("2"),
            new BigDecimal("10"),
            new BigDecimal("0.20"),
            new BigDecimal("2.50"),
            LocalDate.of(2026, 1, 1),
            "test",
            null,
            null,
            null,
            null,
            List.of(future));

    get(calls.call(priced("now", both)));
    get(calls.call(priced("early", future)));

    var attempts = ledger.attempts(deployment);
    assertThat(attempts.get(0).priceVersion()).startsWith("sonnet@2026-01-01/");
    assertThat(attempts.get(0).costUsd()).isNotNull();
    assertThat(attempts.get(1).priceVersion()).isNull();
    assertThat(attempts.get(1).costUsd()).isNull();
    assertThat(attempts.get(1).finding()).isEqualTo("no price for the model");
    assertThat(attempts.get(1).reservedUsd())
        .as("what has no price yet is reserved at the dearest row that is known")
        .isGreaterThan(attempts.get(0).reservedUsd());
  }

  private static Price dated(LocalDate day, String input) {
    return new Price(
        "sonnet", new BigDecimal(input), new BigDecimal("10"), null, null, day, "test");
  }

  private PaidCall priced(String task, Price price) {
    var call = call(task);
    return new PaidCall(
        call.taskId(),
        call.deploymentId(),
        call.purpose(),
        call.runId(),
        call.budgetPath(),
        call.agent(),
        call.arm(),
        price,
        call.maxInputTokens(),
        call.request());
  }

  @Test
  void calls_made_are_calls_needed_at_full_width() throws Exception {
    int width = 30;
    var together = new CountDownLatch(width);
    provider.answers(
        exchange -> {
          together.countDown();
          boolean all = together.await(30, TimeUnit.SECONDS);
          FakeProvider.write(exchange, all ? 200 : 500, ANSWER);
        });
    var stages = new ArrayList<CompletionStage<Paid>>();
    for (int i = 0; i < width; i++) {
      stages.add(calls.call(call("t" + i)));
    }
    for (var stage : stages) {
      get(stage);
    }
    assertThat(provider.received()).hasSize(width);
    assertThat(ledger.attempts(deployment)).hasSize(width);
  }

  private HttpChatModel models() {
    var secrets = new TestSecrets().with("KEY", "sk-very-secret");
    return new HttpChatModel(
        Wires.all(), secrets, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC());
  }

  private LedgeredCalls calls(Ledger ledger, ChatModel models) {
    var made =
        new LedgeredCalls(ledger, models, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC());
    // A dead node's calls would be waited for.
    if (models == this.models) {
      open.add(made);
    }
    return made;
  }

  /** A ledger whose database fails in one method, so many times. */
  private Ledger failing(String method, int times) {
    var left = new AtomicInteger(times);
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, called, args) -> {
              if (called.getName().equals(method) && left.getAndDecrement() > 0) {
                throw new DataAccessResourceFailureException("the database is gone");
              }
              try {
                return called.invoke(ledger, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private PaidCall call(String task) {
    return call(task, "Hi");
  }

  private PaidCall call(String task, String text) {
    var asked = ask(sonnet(provider.url()));
    return new PaidCall(
        deployment + "-" + task,
        deployment,
        "turn",
        deployment + "-run",
        deployment + "/wave-1/backend/run",
        "backend",
        "mix",
        TestLedger.PRICE,
        10_000,
        new ChatRequest(
            asked.model(),
            asked.system(),
            List.of(new Message.User(text)),
            List.of(),
            asked.maxOutputTokens(),
            asked.timeout()));
  }

  private Attempt only() {
    var attempts = ledger.attempts(deployment);
    assertThat(attempts).hasSize(1);
    return attempts.get(0);
  }

  private static Paid get(CompletionStage<Paid> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletionStage<Paid> stage) {
    try {
      throw new AssertionError("answered: " + get(stage));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void waitFor(BooleanSupplier condition)
      throws InterruptedException, TimeoutException {
    for (int i = 0; i < 1000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new TimeoutException();
  }
}
