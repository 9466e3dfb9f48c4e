package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.call;
import static dev.muster.ledger.TestLedger.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.ledger.Attempt.State;
import dev.muster.plan.Price;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class LedgerTest {
  private static final Usage USAGE = new Usage(1000, 0, 0, 100, 0);
  private final Ledger ledger = TestLedger.of("node-a");
  private final String deployment = fresh("d");
  private final String run = fresh("r");

  @Test
  void a_call_is_sending_before_it_is_answered_and_settled_after() {
    var send = send(ledger, "t1", "0.50");

    assertThat(only().state()).isEqualTo(State.SENDING);
    assertThat(committed()).isEqualByComparingTo("0.50");

    ledger.answered(send.attemptId(), "claude-sonnet-5", true, USAGE, "{}");

    assertThat(only().state()).isEqualTo(State.ANSWERED);
    assertThat(only().usage()).isEqualTo(USAGE);
    assertThat(only().costUsd()).isEqualByComparingTo("0.003");
    assertThat(committed()).isEqualByComparingTo("0.003");
    assertThat(ledger.committed(deployment + "/wave-1/backend/" + run))
        .isEqualByComparingTo("0.003");
  }

  @Test
  void a_task_delivered_again_gets_the_stored_answer_and_no_new_attempt() {
    var send = send(ledger, "t1", "0.50");
    ledger.answered(send.attemptId(), "claude-sonnet-5", true, USAGE, "{\"text\":\"paid\"}");

    assertThat(ledger.open(request("t1", "0.50")))
        .isEqualTo(new Opening.Stored(send.attemptId(), 1, "{\"text\":\"paid\"}"));
    assertThat(ledger.attempts(deployment)).hasSize(1);
    assertThat(committed()).isEqualByComparingTo("0.003");
  }

  @Test
  void steps_count_by_purpose_and_subject_and_stay_with_their_task() {
    assertThat(send(ledger, "t1", "0").step()).isEqualTo(1);
    assertThat(send(ledger, "t2", "0").step()).isEqualTo(2);
    ledger.failed(ledger.attempts(deployment).get(0).id(), 503, "overloaded");

    var again = send(ledger, "t1", "0");

    assertThat(again.step()).isEqualTo(1);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(send(ledger, "t3", "0").step()).isEqualTo(3);
  }

  @Test
  void a_dead_nodes_attempt_becomes_unknown_counts_and_is_tried_anew() {
    var dead = send(TestLedger.of("node-b"), "t1", "0.50");

    var anew = send(ledger, "t1", "0.50");

    assertThat(anew.step()).isEqualTo(dead.step());
    assertThat(anew.attempt()).isEqualTo(2);
    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(State.UNKNOWN, State.SENDING);
    assertThat(committed()).isEqualByComparingTo("1.00");
  }

  @Test
  void a_late_answer_of_an_unknown_attempt_is_kept_with_its_cost() {
    var dead = send(ledger, "t1", "0.50");
    ledger.unknown(dead.attemptId(), "cut off");
    ledger.answered(dead.attemptId(), "claude-sonnet-5", true, USAGE, "{}");

    assertThat(only().state()).isEqualTo(State.ANSWERED);
    assertThat(committed()).isEqualByComparingTo("0.003");
  }

  @Test
  void a_known_outcome_never_becomes_unknown_or_another() {
    var send = send(ledger, "t1", "0.50");
    ledger.failed(send.attemptId(), 400, "bad request");
    ledger.unknown(send.attemptId(), "cancelled");
    ledger.answered(send.attemptId(), "claude-sonnet-5", true, USAGE, "{}");

    assertThat(only().state()).isEqualTo(State.FAILED);
    assertThat(only().httpStatus()).isEqualTo(400);
    assertThat(committed()).isEqualByComparingTo("0");
  }

  @Test
  void a_start_sweeps_what_an_earlier_start_of_this_node_left_and_nothing_else() {
    var node = fresh("node");
    send(TestLedger.of(node), "t1", "0.50");
    var restarted = TestLedger.of(node);
    send(restarted, "t2", "0.50");

    assertThat(restarted.sweep()).isEqualTo(1);
    assertThat(restarted.sweep()).isZero();
    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(State.UNKNOWN, State.SENDING);
    assertThat(committed()).isEqualByComparingTo("1.00");
  }

  @Test
  void a_start_sweeps_what_another_node_sent_a_day_ago_and_hears_it_all_the_same() {
    var gone = TestLedger.of(fresh("node"));
    var old = send(gone, "t1", "0.50");
    send(gone, "t2", "0.50");
    TestLedger.jdbc()
        .update(
            "update muster.attempt set sent_at = sent_at - interval '25 hours' where id = ?",
            old.attemptId());

    TestLedger.of(fresh("node")).sweep();

    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(State.UNKNOWN, State.SENDING);
    assertThat(committed()).as("as reserved").isEqualByComparingTo("1.00");
    gone.answered(old.attemptId(), "claude-sonnet-5", true, new Usage(1000, 0, 0, 100, 0), "{}");
    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::state)
        .containsExactly(State.ANSWERED, State.SENDING);
  }

  /** A session may be longer than a day; nobody but a dead node leaves its calls. */
  @Test
  void a_node_that_lives_keeps_its_calls_however_long_they_take() {
    var node = fresh("node");
    var living = TestLedger.of(node);
    var session = send(living, "t1", "0.50");
    TestLedger.jdbc()
        .update(
            "update muster.attempt set sent_at = sent_at - interval '25 hours',"
                + " purpose = 'session' where id = ?",
            session.attemptId());
    living.sweep();
    var other = TestLedger.of(fresh("node"));

    other.sweep();
    assertThat(only().state()).isEqualTo(State.SENDING);

    TestLedger.jdbc()
        .update(
            "update muster.node_seen set seen_at = now() - interval '4 hours' where node_id = ?",
            node);
    other.sweep();
    assertThat(only().state()).as("not seen for hours").isEqualTo(State.UNKNOWN);
  }

  /** No plan lets a session work for more than a day: its end could not be written. */
  @Test
  void a_session_of_two_days_ago_is_unknown_though_its_node_lives() {
    var living = TestLedger.of(fresh("node"));
    var session = send(living, "t1", "0.50");
    TestLedger.jdbc()
        .update(
            "update muster.attempt set sent_at = sent_at - interval '49 hours',"
                + " purpose = 'session' where id = ?",
            session.attemptId());

    living.sweep();
    assertThat(only().state()).isEqualTo(State.UNKNOWN);
  }

  /** No call takes a day: its end was lost, and nobody delivers a forwarded one again. */
  @Test
  void a_call_of_a_day_ago_is_unknown_though_its_node_lives() {
    var living = TestLedger.of(fresh("node"));
    var call = send(living, "t1", "0.50");
    TestLedger.jdbc()
        .update(
            "update muster.attempt set sent_at = sent_at - interval '25 hours' where id = ?",
            call.attemptId());

    living.sweep();
    assertThat(only().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void an_exhausted_node_refuses_and_nothing_is_reserved_nor_a_step_lost() {
    ledger.declareBudget(deployment, new BigDecimal("10"));
    ledger.declareBudget(deployment + "/wave-1/backend", new BigDecimal("0.60"));
    send(ledger, "t1", "0.50");

    assertThatThrownBy(() -> ledger.open(request("t2", "0.20")))
        .isInstanceOf(BudgetExhausted.class)
        .hasMessageContaining(deployment + "/wave-1/backend has 0.1 USD left");
    assertThat(committed()).isEqualByComparingTo("0.50");
    assertThat(ledger.attempts(deployment)).hasSize(1);
    assertThat(send(ledger, "t2", "0.10").step()).isEqualTo(2);
  }

  @Test
  void tokens_and_turns_are_reserved_before_and_settled_after() {
    ledger.declareBudget(deployment, new Limits(null, 2_000L, 2L));
    var first = (Opening.Send) ledger.open(request("t1", "turn", 1_500));

    assertThatThrownBy(() -> ledger.open(request("t2", "turn", 600)))
        .isInstanceOfSatisfying(
            BudgetExhausted.class,
            e -> {
              assertThat(e.node()).isEqualTo(deployment);
              assertThat(e.dimension()).isEqualTo("tokens");
              assertThat(e.left()).isEqualByComparingTo("500");
              assertThat(e.needed()).isEqualByComparingTo("600");
            });
    ledger.answered(first.attemptId(), "claude-sonnet-5", true, USAGE, "{}");

    assertThat(ledger.committedTokens(deployment)).isEqualTo(1_100);
    ledger.open(request("t2", "turn", 600));
    assertThatThrownBy(() -> ledger.open(request("t3", "turn", 10)))
        .hasMessageContaining(deployment + " has 0 turns left");
    assertThat(ledger.open(request("t4", "judge", 10))).isInstanceOf(Opening.Send.class);
    assertThat(ledger.committedTurns(deployment)).isEqualTo(2);
  }

  @Test
  void a_failed_call_gives_its_turn_and_tokens_back() {
    ledger.declareBudget(deployment, new Limits(null, 1_000L, 1L));
    var first = (Opening.Send) ledger.open(request("t1", "turn", 1_000));
    ledger.failed(first.attemptId(), 503, "overloaded");

    assertThat(ledger.open(request("t1", "turn", 1_000))).isInstanceOf(Opening.Send.class);
    assertThat(ledger.committedTurns(deployment)).isEqualTo(1);
  }

  @Test
  void an_overrun_is_counted_told_and_blocks_the_next_call() {
    var told = new ArrayList<Object>();
    var own = TestLedger.of("node-a", TestDatabase.transactionManager(), told::add);
    own.declareBudget(deployment, new BigDecimal("0.50"));
    var send = (Opening.Send) own.open(request("t1", "0.50"));

    own.answered(send.attemptId(), "claude-sonnet-5", true, new Usage(300_000, 0, 0, 100, 0), "{}");

    assertThat(committed()).isEqualByComparingTo("0.601");
    assertThat(only().overran()).isTrue();
    assertThat(told)
        .filteredOn(Overrun.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Overrun.class,
            o -> {
              assertThat(o.deploymentId()).isEqualTo(deployment);
              assertThat(o.usd()).isEqualByComparingTo("0.601");
              assertThat(o.reservedUsd()).isEqualByComparingTo("0.50");
            });
    assertThatThrownBy(() -> own.open(request("t2", "0.0000000001")))
        .isInstanceOf(BudgetExhausted.class)
        .hasMessageContaining("has -0.101 USD left");
  }

  @Test
  void another_model_is_told_once_its_answer_is_settled_and_only_when_it_named_itself() {
    var told = new ArrayList<Object>();
    var own = TestLedger.of("node-a", TestDatabase.transactionManager(), told::add);
    var other = send(own, "t1", "0.50");
    own.answered(other.attemptId(), "claude-haiku-4-5", false, USAGE, "{}");
    own.answered(other.attemptId(), "claude-haiku-4-5", false, USAGE, "{}");
    own.answered(send(own, "t2", "0.50").attemptId(), "claude-sonnet-5", true, USAGE, "{}");
    own.answered(send(own, "t3", "0.50").attemptId(), null, false, USAGE, "{}");

    assertThat(told)
        .filteredOn(AnsweredByAnother.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AnsweredByAnother.class,
            told1 -> {
              assertThat(told1.attemptId()).isEqualTo(other.attemptId());
              assertThat(told1.deploymentId()).isEqualTo(deployment);
              assertThat(told1.model()).isEqualTo("sonnet");
              assertThat(told1.answeredAs()).isEqualTo("claude-haiku-4-5");
            });
  }

  @Test
  void a_broken_stream_keeps_the_usage_it_had_and_counts_at_least_as_reserved() {
    var cheap = send(ledger, "t1", "0.50");
    ledger.unknown(
        cheap.attemptId(), "cut off", new Ledger.Seen("claude-sonnet-5", true, USAGE, 40L));

    assertThat(only().state()).isEqualTo(State.UNKNOWN);
    assertThat(only().usage()).isEqualTo(USAGE);
    assertThat(only().costUsd()).isNull();
    assertThat(only().seenUsd()).isEqualByComparingTo("0.003");
    assertThat(only().firstTokenMillis()).isEqualTo(40);
    assertThat(committed()).isEqualByComparingTo("0.50");
    assertThat(ledger.spending(deployment).get(0).unknownUsd()).isEqualByComparingTo("0.50");

    var dear = send(ledger, "t2", "0.001");
    ledger.unknown(dear.attemptId(), "cut off", new Ledger.Seen(null, true, USAGE, null));

    assertThat(committed()).isEqualByComparingTo("0.503");
    assertThat(ledger.spending(deployment).get(0).unknownUsd()).isEqualByComparingTo("0.503");
  }

  /** Gemini re-routes, and its stream is cut off: the row of the model asked for says nothing. */
  @Test
  void a_broken_stream_of_another_model_has_no_price_and_is_told() {
    var told = new ArrayList<Object>();
    var own = TestLedger.of("node-a", TestDatabase.transactionManager(), told::add);
    var cut = send(own, "t1", "0.001");
    own.unknown(
        cut.attemptId(), "cut off", new Ledger.Seen("claude-haiku-4-5", false, USAGE, null));

    assertThat(only().seenUsd()).isNull();
    assertThat(only().finding()).startsWith("answered as claude-haiku-4-5");
    assertThat(committed()).isEqualByComparingTo("0.001");
    assertThat(told)
        .filteredOn(AnsweredByAnother.class::isInstance)
        .singleElement()
        .extracting(event -> ((AnsweredByAnother) event).answeredAs())
        .isEqualTo("claude-haiku-4-5");
  }

  @Test
  void what_a_subscription_includes_is_taken_first_and_the_rest_is_billed() {
    var plan = subscription(new Price.Included(new BigDecimal("0.004"), null));

    assertThat(costs(plan, 3)).containsExactly("0", "0.002", "0.003");
    assertThat(committed()).isEqualByComparingTo("0.005");
    assertThat(ledger.attempts(deployment))
        .allMatch(a -> a.priceVersion().startsWith(plan.name() + "@"));
  }

  @Test
  void a_subscription_may_count_requests_and_charges_for_those_over_it() {
    assertThat(costs(subscription(new Price.Included(null, 2L)), 3))
        .containsExactly("0", "0", "0.003");
  }

  /** A subscription to two models is paid once, whichever of them answers. */
  @Test
  void rows_of_one_subscription_take_of_one_allowance() {
    var shared = new Price.Included(new BigDecimal("0.004"), null, fresh("copilot"));

    costs(subscription(shared), 1);
    assertThat(costs(subscription(shared), 2)).containsExactly("0", "0.002", "0.003");
  }

  @Test
  void an_answer_without_a_cost_is_one_of_the_requests_that_are_included() {
    var plan = subscription(new Price.Included(null, 2L));
    for (int i = 0; i < 2; i++) {
      var task = deployment + "-unmeasured" + i;
      var opening = (Opening.Send) ledger.open(call(deployment, run, task, "0.5", plan, false));
      ledger.answered(opening.attemptId(), "claude-sonnet-5", true, null, "{}");
    }
    var task = deployment + "-third";
    var third = (Opening.Send) ledger.open(call(deployment, run, task, "0.5", plan, false));
    ledger.answered(third.attemptId(), "claude-sonnet-5", true, USAGE, "{}");

    assertThat(ledger.attempts(deployment).get(2).costUsd()).isEqualByComparingTo("0.003");
  }

  @Test
  void what_an_attempt_counts_is_never_less_than_what_came_of_it() {
    ledger.answered(send(ledger, "t1", "0.5").attemptId(), "claude-sonnet-5", true, USAGE, "{}");
    ledger.failed(send(ledger, "t2", "0.5").attemptId(), 500, "no");
    var seen = new Ledger.Seen(null, true, USAGE, null);
    ledger.unknown(send(ledger, "t3", "0.001").attemptId(), "cut off", seen);
    ledger.unknown(send(ledger, "t4", "0.5").attemptId(), "cut off", seen);

    assertThat(ledger.attempts(deployment))
        .extracting(a -> a.countedUsd().stripTrailingZeros().toPlainString())
        .containsExactly("0.003", "0", "0.003", "0.5");
  }

  @Test
  void who_hears_of_an_overrun_hears_it_though_its_database_stumbled_and_so_do_the_others() {
    var told = new ArrayList<Object>();
    var stumbles = new AtomicInteger(1);
    var own =
        TestLedger.of(
            "node-a",
            TestDatabase.transactionManager(),
            event -> {
              if (event instanceof Overrun && stumbles.getAndDecrement() > 0) {
                throw new DataAccessResourceFailureException("the database is gone");
              }
              told.add(event);
            });
    var send = (Opening.Send) own.open(request("t1", "0.50"));

    own.answered(send.attemptId(), "other", false, new Usage(1, 0, 0, 1, 0), "{}");
    var dear = (Opening.Send) own.open(request("t2", "0.50"));
    var much = new Usage(300_000, 0, 0, 100, 0);
    own.answered(dear.attemptId(), "claude-sonnet-5", true, much, "{}");

    assertThat(told).filteredOn(Overrun.class::isInstance).hasSize(1);
    assertThat(told).filteredOn(AnsweredByAnother.class::isInstance).hasSize(1);
  }

  private List<String> costs(Price plan, int calls) {
    for (int i = 0; i < calls; i++) {
      var task = plan.name() + "-t" + i;
      var opening = (Opening.Send) ledger.open(call(deployment, run, task, "0.5", plan, false));
      ledger.answered(opening.attemptId(), "claude-sonnet-5", true, USAGE, "{}");
    }
    return ledger.attempts(deployment).stream()
        .map(a -> a.costUsd().stripTrailingZeros().toPlainString())
        .toList();
  }

  private static Price subscription(Price.Included included) {
    var list = TestLedger.PRICE;
    return new Price(
        fresh("plan"),
        list.input(),
        list.output(),
        null,
        null,
        LocalDate.of(2026, 1, 1),
        "test",
        null,
        null,
        null,
        null,
        null,
        included);
  }

  private CallRequest request(String task, String purpose, long tokens) {
    var r = request(task, "0");
    return new CallRequest(
        r.taskId(),
        deployment,
        purpose,
        run,
        r.budgetPath(),
        r.agent(),
        r.arm(),
        r.model(),
        r.modelId(),
        r.price(),
        false,
        BigDecimal.ZERO,
        tokens);
  }

  @Test
  void the_callers_rollback_does_not_undo_a_reservation() {
    TestDatabase.transactions()
        .executeWithoutResult(
            status -> {
              send(ledger, "t1", "0.50");
              status.setRollbackOnly();
            });

    assertThat(only().state()).isEqualTo(State.SENDING);
    assertThat(committed()).isEqualByComparingTo("0.50");
  }

  @Test
  void a_task_that_returns_under_another_subject_is_refused() {
    send(ledger, "t1", "0");

    assertThatThrownBy(() -> ledger.open(call(deployment, "r-other", task("t1"), "0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_unmeasured_answer_counts_at_its_reservation_and_its_cost_is_no_number() {
    var send = send(ledger, "t1", "0.50");
    ledger.answered(send.attemptId(), "claude-sonnet-5", true, null, "{}");
    var lost = send(ledger, "t2", "0.25");
    ledger.unknown(lost.attemptId(), "cut off");

    assertThat(committed()).isEqualByComparingTo("0.75");
    assertThat(ledger.attempts(deployment).get(0).finding()).isEqualTo("no usage in the answer");
    assertThat(ledger.spending(deployment))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.costUsd()).isNull();
              assertThat(s.countedUsd()).isNull();
              assertThat(List.of(s.calls(), s.unmeasured(), s.unknown(), s.failed()))
                  .containsExactly(2L, 1L, 1L, 0L);
              assertThat(s.unknownUsd()).isEqualByComparingTo("0.25");
            });
  }

  @Test
  void an_unmeasured_answer_hides_no_cost_of_the_others_and_what_is_under_way_counts() {
    ledger.answered(send(ledger, "t1", "0.50").attemptId(), "claude-sonnet-5", true, USAGE, "{}");
    ledger.answered(send(ledger, "t2", "0.50").attemptId(), "claude-sonnet-5", true, null, "{}");
    send(ledger, "t3", "0.25");

    assertThat(ledger.spending(deployment))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.knownUsd()).isEqualByComparingTo("0.253");
              assertThat(s.unmeasured()).isEqualTo(1);
            });
  }

  @Test
  void spending_sums_tokens_and_cost_by_agent_arm_model_and_purpose() {
    for (var task : List.of("t1", "t2")) {
      var send = send(ledger, task, "0.50");
      ledger.answered(
          send.attemptId(), "claude-sonnet-5", true, new Usage(700, 200, 100, 60, 40), "{}");
    }
    assertThat(ledger.spending(deployment))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.inputTokens()).isEqualTo(2000);
              assertThat(s.outputTokens()).isEqualTo(200);
              assertThat(s.countedUsd()).isEqualByComparingTo("0.00538");
            });
    assertThat(ledger.attemptsOf(deployment, run)).hasSize(2);
  }

  @Test
  void a_cost_is_stamped_with_the_row_that_it_stands_on_and_every_bucket_comes_back() {
    var usage = new Usage(1000, 0, 0, 100, 0, 2000, new BigDecimal("0.02"));
    var hour =
        new Price(
            "hour",
            new BigDecimal("2"),
            new BigDecimal("10"),
            null,
            null,
            LocalDate.of(2026, 9, 1),
            "test",
            new BigDecimal("4"),
            null,
            new BigDecimal("0.001"),
            List.of(
                new Price.Tier(
                    2999, BigDecimal.TEN, BigDecimal.TEN, null, null, BigDecimal.ONE, null)),
            null);
    var send = (Opening.Send) ledger.open(call(deployment, run, task("t1"), "1", hour, false));
    ledger.answered(send.attemptId(), "claude-sonnet-5", true, usage, "{}");

    assertThat(only().priceVersion()).isEqualTo(hour.version()).startsWith("hour@2026-09-01/");
    assertThat(only().costUsd()).isEqualByComparingTo("0.014");
    assertThat(only().usage().cacheWrite1h()).isEqualTo(2000);
    assertThat(only().usage().reportedUsd()).isEqualByComparingTo("0.02");
    assertThat(ledger.spending(deployment))
        .singleElement()
        .extracting(Spending::inputTokens)
        .isEqualTo(3000L);
  }

  @Test
  void what_was_sent_before_rows_were_kept_whole_is_settled_by_its_figures() {
    var send = send(ledger, "t1", "0.50");
    TestLedger.jdbc()
        .update("update muster.attempt set price_row = null where id = ?", send.attemptId());

    ledger.answered(send.attemptId(), "claude-sonnet-5", true, USAGE, "{}");

    assertThat(only().costUsd()).isEqualByComparingTo("0.003");
  }

  @Test
  void unpriced_has_no_version_and_free_says_so() {
    ledger.open(call(deployment, run, task("t1"), "0", null, false));
    ledger.open(call(deployment, run, task("t2"), "0", null, true));

    assertThat(ledger.attempts(deployment))
        .extracting(Attempt::priceVersion)
        .containsExactly(null, "free or flat by declaration");
  }

  private Opening.Send send(Ledger at, String task, String reserved) {
    return (Opening.Send) at.open(request(task, reserved));
  }

  private CallRequest request(String task, String reserved) {
    return call(deployment, run, task(task), reserved);
  }

  private String task(String name) {
    return deployment + "-" + name;
  }

  private Attempt only() {
    var attempts = ledger.attempts(deployment);
    assertThat(attempts).hasSize(1);
    return attempts.get(0);
  }

  private BigDecimal committed() {
    return ledger.committed(deployment);
  }
}
