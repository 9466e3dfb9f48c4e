package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.PRICE;
import static dev.muster.ledger.TestLedger.call;
import static dev.muster.ledger.TestLedger.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Price;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Past usage under another book, and days beside an invoice. */
class RepricingTest {
  private final Ledger ledger = TestLedger.of("node-a");
  private final String deployment = fresh("d");
  private final Repricing repricing =
      new JdbcRepricing(TestLedger.jdbc(), TestDatabase.transactionManager());

  @Test
  void each_call_is_priced_anew_beside_what_was_recorded_and_nothing_is_changed() {
    answered("t1", new Usage(1000, 0, 0, 100, 0), false);
    answered("t2", new Usage(9000, 0, 0, 0, 0), false);
    var before = ledger.attempts(deployment);

    var tier = new Price.Tier(5000, new BigDecimal("10"), BigDecimal.TEN, null, null, null, null);
    var all = under(Map.of("sonnet", price("1", LocalDate.of(2020, 1, 1), List.of(tier))), null);

    // 1,000 at 1 and 100 at 10 USD a million; 9,000 at 10.
    assertThat(all.repricedUsd()).isEqualByComparingTo("0.092");
    assertThat(all.recordedUsd()).isEqualByComparingTo("0.021");
    assertThat(all.calls()).isEqualTo(2);
    assertThat(ledger.attempts(deployment)).isEqualTo(before);
  }

  @Test
  void what_the_book_cannot_price_is_unknown_and_never_nothing() {
    answered("t1", new Usage(1000, 0, 0, 100, 0), false);
    answered("t2", null, false);

    var none = under(Map.of(), null);
    assertThat(none.repricedUsd()).isNull();
    assertThat(none.recordedUsd()).isNull();
    assertThat(List.of(none.unpriced(), none.unrecorded())).containsExactly(2L, 1L);
    assertThat(none.why()).isEqualTo("the book has no row for sonnet");
  }

  /** Whatever the declaration says: it was another model. */
  @Test
  void what_another_model_answered_has_no_price_in_any_book_and_is_not_free() {
    for (var free : List.of(true, false)) {
      var send =
          (Opening.Send) ledger.open(call(deployment, "r", deployment + free, "1", PRICE, free));
      ledger.answered(send.attemptId(), "other-1", false, new Usage(1000, 0, 0, 100, 0), "{}");
    }

    var all = under(Map.of("sonnet", price("4", LocalDate.of(2020, 1, 1), List.of())), null);
    assertThat(all.repricedUsd()).isNull();
    assertThat(List.of(all.unpriced(), all.unrecorded())).containsExactly(2L, 2L);
    assertThat(all.why()).startsWith("answered as other-1, which is not one of");
  }

  @Test
  void a_session_has_no_price_in_a_book_that_prices_each_call() {
    var opened = call(deployment, "r", deployment + "s", "1", PRICE, false);
    var send = (Opening.Send) ledger.open(session(opened));
    ledger.answered(send.attemptId(), "sonnet-1", true, new Usage(9000, 0, 0, 0, 0), "{}");
    var day = LocalDate.of(2020, 1, 1);
    var tier = new Price.Tier(5000, new BigDecimal("10"), BigDecimal.TEN, null, null, null, null);

    assertThat(under(Map.of("sonnet", price("4", day, List.of())), null).repricedUsd())
        .isEqualByComparingTo("0.036");
    assertThat(under(Map.of("sonnet", price("4", day, List.of(tier))), null).why())
        .isEqualTo("a session is known as a sum, and sonnet prices each call");
  }

  private static CallRequest session(CallRequest call) {
    return new CallRequest(
        call.taskId(),
        call.deploymentId(),
        Attempt.SESSION,
        call.subject(),
        call.budgetPath(),
        call.agent(),
        call.arm(),
        call.model(),
        call.modelId(),
        call.price(),
        call.declaredFree(),
        call.reservedUsd(),
        call.reservedTokens());
  }

  @Test
  void a_row_from_a_later_day_counts_only_when_that_day_is_asked_for() {
    answered("t1", new Usage(1000, 0, 0, 0, 0), false);
    var book = Map.of("sonnet", price("4", LocalDate.of(2999, 1, 1), List.of()));

    assertThat(under(book, null).why()).contains("sonnet has no row in force on ");
    assertThat(under(book, LocalDate.of(2999, 1, 1)).repricedUsd()).isEqualByComparingTo("0.004");
  }

  @Test
  void free_by_declaration_stays_free() {
    answered("t1", new Usage(1000, 0, 0, 0, 0), true);

    assertThat(under(Map.of(), null).repricedUsd()).isEqualByComparingTo("0");
  }

  /** The month's answers of all deployments take of it, as they did when they were settled. */
  @Test
  void what_the_other_book_includes_is_taken_first_by_all_deployments_together() {
    var model = fresh("model");
    answered(fresh("d"), "earlier", model);
    answered(deployment, "t1", model);
    answered(deployment, "t2", model);
    var included = new Price.Included(new BigDecimal("0.005"), null);

    // 0.003 USD each at the row: the other deployment's 0.003, then 0.002 of the first one here.
    var all = under(Map.of(model, subscription(model, included)), null);
    assertThat(all.repricedUsd()).isEqualByComparingTo("0.004");
    assertThat(all.repricedCoveredUsd()).isEqualByComparingTo("0.002");
    assertThat(all.coveredUsd()).as("nothing was when it was recorded").isNull();

    var two = new Price.Included(null, 2L);
    assertThat(under(Map.of(model, subscription(model, two)), null).repricedUsd())
        .isEqualByComparingTo("0.003");
  }

  /** One subscription to two models, with a row for each. */
  @Test
  void rows_of_one_subscription_take_of_one_allowance_in_the_other_book_too() {
    var cheap = fresh("cheap");
    var dear = fresh("dear");
    answered(deployment, "t1", cheap);
    answered(deployment, "t2", dear);
    var shared = new Price.Included(new BigDecimal("0.004"), null, fresh("copilot"));

    var all =
        under(Map.of(cheap, subscription(cheap, shared), dear, subscription(dear, shared)), null);
    assertThat(all.repricedUsd()).isEqualByComparingTo("0.002");
    assertThat(all.repricedCoveredUsd()).isEqualByComparingTo("0.004");
  }

  @Test
  void what_was_included_stands_beside_what_was_recorded_and_beside_a_day() {
    var model = fresh("model");
    var name = fresh("plan");
    var row = subscription(name, new Price.Included(new BigDecimal("0.004"), null));
    for (var task : List.of("t1", "t2")) {
      var send =
          (Opening.Send) ledger.open(call(deployment, "r", deployment + task, "1", row, false));
      ledger.answered(send.attemptId(), model, true, new Usage(1000, 0, 0, 100, 0), "{}");
    }

    var all = under(Map.of(name, subscription(name, null)), null);
    assertThat(all.recordedUsd()).isEqualByComparingTo("0.002");
    assertThat(all.coveredUsd()).isEqualByComparingTo("0.004");
    assertThat(all.repricedUsd()).isEqualByComparingTo("0.006");
    var today = LocalDate.now(ZoneOffset.UTC);
    assertThat(
            new JdbcSpentDays(TestLedger.jdbc())
                .between(today.minusDays(1), today.plusDays(1), ZoneOffset.UTC).stream()
                    .filter(d -> model.equals(d.answeredAs())))
        .singleElement()
        .satisfies(
            day -> {
              assertThat(day.usd()).isEqualByComparingTo("0.002");
              assertThat(day.coveredUsd()).isEqualByComparingTo("0.004");
            });
  }

  private static Price subscription(String name, Price.Included included) {
    return new Price(
        name,
        new BigDecimal("2"),
        BigDecimal.TEN,
        null,
        null,
        LocalDate.of(2020, 1, 1),
        "test",
        null,
        null,
        null,
        null,
        null,
        included);
  }

  private void answered(String of, String task, String model) {
    var r = call(of, "r", of + "-" + task, "1");
    var request =
        new CallRequest(
            r.taskId(),
            of,
            r.purpose(),
            r.subject(),
            r.budgetPath(),
            r.agent(),
            r.arm(),
            r.model(),
            model,
            null,
            false,
            r.reservedUsd(),
            0);
    var send = (Opening.Send) ledger.open(request);
    ledger.answered(send.attemptId(), model, true, new Usage(1000, 0, 0, 100, 0), "{}");
  }

  @Test
  void days_are_summed_by_model_and_answering_id() {
    var today = LocalDate.now(ZoneOffset.UTC);
    var other = fresh("model");
    var send = (Opening.Send) ledger.open(call(deployment, "r", deployment + "-t1", "1"));
    ledger.answered(send.attemptId(), other, true, new Usage(1000, 0, 0, 100, 0), "{}");
    ledger.open(call(deployment, "r", deployment + "-t2", "1"));

    assertThat(
            new JdbcSpentDays(TestLedger.jdbc())
                .between(today.minusDays(1), today.plusDays(1), ZoneOffset.UTC).stream()
                    .filter(d -> other.equals(d.answeredAs())))
        .singleElement()
        .satisfies(
            day -> {
              assertThat(day.usd()).isEqualByComparingTo("0.003");
              assertThat(day.tokens()).isEqualTo(1100);
              assertThat(day.modelId()).isEqualTo("claude-sonnet-5");
              assertThat(day.answers()).isEqualTo(1);
            });
  }

  /** 2026-11-23 in Shanghai begins at 16:00 of the day before in UTC, and ends before Pacific's. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-22T17:00:00Z, UTC, 2026-11-22",
    "2026-11-22T17:00:00Z, Asia/Shanghai, 2026-11-23",
    "2026-11-22T17:00:00Z, +08:00, 2026-11-23",
    "2026-11-22T17:00:00Z, UTC+8, 2026-11-23",
    "2026-11-23T07:59:00Z, America/Los_Angeles, 2026-11-22",
    "2026-11-23T08:00:00Z, America/Los_Angeles, 2026-11-23"
  })
  void days_begin_and_end_where_the_provider_says(String sent, ZoneId zone, LocalDate day) {
    var model = fresh("model");
    answered(deployment, "t1", model);
    TestLedger.jdbc()
        .update(
            "update muster.attempt set sent_at = ?::timestamptz where model_id = ?", sent, model);
    var days = new JdbcSpentDays(TestLedger.jdbc());

    assertThat(days.between(day, day, zone))
        .filteredOn(d -> d.modelId().equals(model))
        .singleElement()
        .extracting(SpentDays.SpentDay::day)
        .isEqualTo(day);
    assertThat(days.between(day.plusDays(1), day.plusDays(1), zone))
        .noneMatch(d -> d.modelId().equals(model));
  }

  private void answered(String task, Usage usage, boolean free) {
    var request = call(deployment, "r", deployment + "-" + task, "1", free ? null : PRICE, free);
    var send = (Opening.Send) ledger.open(request);
    ledger.answered(send.attemptId(), "claude-sonnet-5", true, usage, "{}");
  }

  private Repriced under(Map<String, Price> book, LocalDate asOf) {
    var all = repricing.under(book, deployment, asOf);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static Price price(String input, LocalDate from, List<Price.Tier> tiers) {
    return new Price(
        "sonnet",
        new BigDecimal(input),
        BigDecimal.TEN,
        null,
        null,
        from,
        "test",
        null,
        null,
        null,
        tiers,
        null);
  }
}
