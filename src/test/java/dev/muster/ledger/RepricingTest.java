package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.PRICE;
import static dev.muster.ledger.TestLedger.call;
import static dev.muster.ledger.TestLedger.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Price;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  @Test
  void days_are_summed_by_model_and_answering_id() {
    var today = LocalDate.now(ZoneOffset.UTC);
    var other = fresh("model");
    var send = (Opening.Send) ledger.open(call(deployment, "r", deployment + "-t1", "1"));
    ledger.answered(send.attemptId(), other, true, new Usage(1000, 0, 0, 100, 0), "{}");
    ledger.open(call(deployment, "r", deployment + "-t2", "1"));

    assertThat(
            new JdbcSpentDays(TestLedger.jdbc())
                .between(today.minusDays(1), today.plusDays(1)).stream()
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
