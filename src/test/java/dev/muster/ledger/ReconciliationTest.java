package dev.muster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.muster.ledger.SpentDays.SpentDay;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconciliationTest {
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  @Test
  void columns_are_found_by_name_and_bad_rows_are_told_one_by_one() {
    var invoice =
        Invoice.read(
            "in.csv",
            "\uFEFFTotal Tokens;Model;\"Cost (USD)\";Usage Date;note\r\n"
                + "1,100;claude-sonnet-5;$1,234.50;2026-11-20;\"two\nlines, \"\"quoted\"\"\"\r\n"
                + ";claude-sonnet-5;0.10;2026-11-20T23:30:00-05:00;\r\n"
                + "5;claude-sonnet-5;free;2026-11-20;\r\n"
                + "5;;1;2026-11-20;\r\n"
                + "5;m;1;yesterday;\r\n"
                + "many;m;1;2026-11-20;\r\n\r\n",
            UTC);

    assertThat(invoice.lines())
        .containsExactly(
            new Invoice.Line(DAY, "claude-sonnet-5", new BigDecimal("1234.50"), 1100L),
            new Invoice.Line(DAY.plusDays(1), "claude-sonnet-5", new BigDecimal("0.10"), 0L));
    assertThat(invoice.faults())
        .containsExactly(
            "in.csv:5: 'free' is no amount in USD such as 12.34",
            "in.csv:6: no model: write its id into that column",
            "in.csv:7: 'yesterday' is no date such as 2026-11-23",
            "in.csv:8: 'many' is no number of tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.123 | 0.123",
        "1,234.50 | 1234.50",
        "12,345,678 | 12345678",
        "1.2e-05 | 0.000012",
        "3E2 | 300"
      })
  void amounts_are_read_as_they_are_written(String written, BigDecimal usd) {
    var line =
        Invoice.read("i", "date;model;usd\n2026-11-20;m;" + written + "\n", UTC).lines().get(0);
    assertThat(line.usd()).isEqualByComparingTo(usd);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0,123 | write 0.123 or 0123", "12,345 | write 12.345 or 12345", "0,12 | such as"})
  void a_comma_that_may_mean_two_things_is_asked_about(String written, String mend) {
    var read = Invoice.read("i", "date;model;usd\n2026-11-20;m;" + written + "\n", UTC);
    assertThat(read.lines()).isEmpty();
    assertThat(read.faults()).singleElement().asString().contains("i:2: '" + written, mend);
  }

  @Test
  void calls_that_died_are_explained_under_the_id_that_the_others_were_answered_as() {
    var dated = "claude-sonnet-5-20260901";
    var answered =
        new SpentDay(
            DAY, "s", "claude-sonnet-5", dated, 1, 9, BigDecimal.ONE, 0, BigDecimal.ZERO, null);
    var most = new BigDecimal("0.40");
    var died =
        new SpentDay(DAY, "s", "claude-sonnet-5", null, 0, 0, BigDecimal.ZERO, 1, most, null);
    var invoice = invoice("2026-11-20," + dated + ",1.40\n");

    assertThat(Reconciliation.of(invoice, List.of(died, answered)))
        .singleElement()
        .extracting(Reconciled::note)
        .asString()
        .contains("1 calls with an unknown end, of at most 0.4 USD");
    assertThat(Reconciliation.absent(invoice, List.of(died, answered))).isEmpty();
  }

  @Test
  void kinds_of_tokens_are_added_and_a_missing_column_is_named() {
    var invoice =
        Invoice.read(
            "i", "date,model,amount,input_tokens,output_tokens\n2026/11/20,m,1,3,4\n", UTC);
    assertThat(invoice.lines().get(0).tokens()).isEqualTo(7);

    assertThatThrownBy(() -> Invoice.read("i", "date,amount\n", UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("i:1: the header has no column model");
    assertThatThrownBy(() -> Invoice.read("i", "\n", UTC)).hasMessageContaining("i is empty");
  }

  @Test
  void five_per_cent_are_within_and_more_is_over() {
    assertThat(one("1.00", spent("0.95")).over()).isFalse();
    assertThat(one("1.00", spent("1.05")).over()).isFalse();
    var over = one("1.00", spent("0.9499"));
    assertThat(over.over()).isTrue();
    assertThat(over.spreadPercent()).isEqualByComparingTo("5.0");
    assertThat(one("0", spent("0")).over()).isFalse();
    assertThat(one("0", spent("0.01")).over()).isTrue();
  }

  @Test
  void days_of_one_side_only_and_unpriced_ones_are_over() {
    var invoice = invoice("2026-11-20,sonnet,1.00\n2026-11-21,SONNET,1.00\n");
    var unpriced =
        new SpentDay(DAY.plusDays(1), "x", "sonnet", null, 1, 9, null, 2, BigDecimal.ONE, null);
    var later =
        new SpentDay(DAY.plusDays(2), "sonnet", "y", "z", 1, 9, BigDecimal.ONE, 0, null, null);

    var rows = Reconciliation.of(invoice, List.of(unpriced, later));

    assertThat(rows).hasSize(3).allMatch(Reconciled::over);
    assertThat(rows)
        .extracting(Reconciled::note)
        .containsExactly(
            "nothing in the ledger",
            "an answer has no cost; 2 calls with an unknown end, of at most 1 USD, not counted",
            "nothing on the invoice");
    assertThat(rows.get(1).ownUsd()).isNull();
  }

  @Test
  void models_that_the_invoice_does_not_name_are_other_providers_business() {
    var other = new SpentDay(DAY, "qwen", "qwen3", "qwen3", 1, 9, BigDecimal.ONE, 0, null, null);

    assertThat(Reconciliation.of(invoice("2026-11-20,sonnet,1\n"), List.of(spent("1"), other)))
        .singleElement()
        .extracting(Reconciled::over)
        .isEqualTo(false);
  }

  @Test
  void what_a_subscription_includes_is_no_cost_and_explains_what_an_invoice_says_without_it() {
    var covered = new BigDecimal("0.80");
    var day = new SpentDay(DAY, "s", "sonnet", "x", 1, 9, new BigDecimal("0.20"), 0, null, covered);

    assertThat(one("0.20", day).over()).as("billed without it").isFalse();
    var gross = one("1.00", day);
    assertThat(gross.over()).isTrue();
    assertThat(gross.note()).isEqualTo("besides, a subscription includes 0.8 USD");
  }

  @Test
  void what_the_invoice_leaves_out_is_named_with_what_it_cost() {
    var other = new SpentDay(DAY, "qwen", "qwen3", "qwen3-a", 1, 9, BigDecimal.ONE, 0, null, null);
    var unpriced = new SpentDay(DAY, "x", "y", null, 1, 9, null, 0, null, null);

    assertThat(
            Reconciliation.absent(
                invoice("2026-11-20,sonnet,1\n"), List.of(spent("1"), other, other, unpriced)))
        .containsExactly(entry("qwen3-a", new BigDecimal("2")), entry("y", null));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-19 19:14:30-05:00, 2026-11-20",
    "2026-11-19 19:14:30 -0500, 2026-11-20",
    "2026-11-19T19:14:30-05:00, 2026-11-20",
    "2026-11-20 19:14:30 UTC, 2026-11-20",
    "2026-11-20T19:14:30Z, 2026-11-20",
    "2026-11-20 19:14:30, 2026-11-20",
    "2026/11/20, 2026-11-20"
  })
  void a_moment_is_of_its_day_in_utc(String written, String day) {
    assertThat(invoice(written + ",m,1\n").lines().get(0).day()).isEqualTo(day);
  }

  /** A provider's daily sum begins at its own midnight. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-23T00:00:00+08:00, UTC, 2026-11-23",
    "2026-11-23T00:00:00+08:00, +08:00, 2026-11-23",
    "2026-11-23T00:00-08:00, America/Los_Angeles, 2026-11-23",
    "2026-11-23, America/Los_Angeles, 2026-11-23",
    "2026-11-23T02:00:00Z, America/Los_Angeles, 2026-11-22",
    "2026-11-22T17:00:00Z, Asia/Shanghai, 2026-11-23",
    "2026-11-22 19:14:30 America/Los_Angeles, UTC, 2026-11-23",
    "2026-11-22 09:14 PM, UTC, 2026-11-22",
    "2026-11-22 9:14 PM, UTC, 2026-11-22",
    "2026-11-22 9:14:30 -08:00, Asia/Shanghai, 2026-11-23",
    "2026-11-22 19:14:30 UTC-8, UTC, 2026-11-23"
  })
  void a_day_is_taken_as_written_and_a_moment_is_of_its_day_in_the_zone(
      String written, ZoneId zone, String day) {
    var read = Invoice.read("i", "date,model,amount\n" + written + ",m,1\n", zone);
    assertThat(read.lines()).extracting(Invoice.Line::day).hasToString("[" + day + "]");
  }

  /** Midnight is an hour like any other where there are others. */
  @Test
  void of_an_export_by_hours_midnight_is_a_moment_too() {
    var rows =
        "date,model,amount\n2026-11-22T23:00:00Z,m,1\n2026-11-23T00:00:00Z,m,1\n"
            + "2026-11-23T08:00:00Z,m,1\n";
    var read = Invoice.read("i", rows, ZoneId.of("America/Los_Angeles"));
    assertThat(read.lines())
        .extracting(line -> line.day().toString())
        .containsExactly("2026-11-22", "2026-11-22", "2026-11-23");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PST", "EST5", "Nowhere/Land", "+8", "local time"})
  void a_time_in_no_known_zone_is_a_fault_of_its_row_and_never_a_guess(String zone) {
    var read = invoice("2026-11-20 19:14:30 " + zone + ",m,1\n");
    assertThat(read.lines()).isEmpty();
    assertThat(read.faults())
        .containsExactly(
            "i:2: '2026-11-20 19:14:30 "
                + zone
                + "' ends in what is no offset: write one such as -08:00, or a name such as"
                + " America/Los_Angeles");
  }

  @Test
  void another_currency_is_no_usd_and_cached_tokens_are_counted_once() {
    var invoice =
        Invoice.read(
            "i",
            "date,model,amount,currency,input_tokens,input_cached_tokens,output_tokens\n"
                + "2026-11-20,m,1,EUR,1,1,1\n2026-11-20,m,1,usd,100,50,20\n",
            UTC);
    assertThat(invoice.faults())
        .containsExactly("i:2: is in 'EUR', Muster's book is in USD: export it in USD");
    assertThat(invoice.lines()).singleElement().matches(line -> line.tokens() == 120);
  }

  private static Reconciled one(String invoiced, SpentDay own) {
    var rows = Reconciliation.of(invoice("2026-11-20,sonnet," + invoiced + "\n"), List.of(own));
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static Invoice invoice(String rows) {
    return Invoice.read("i", "date,model,amount\n" + rows, UTC);
  }

  private static SpentDay spent(String usd) {
    return new SpentDay(DAY, "s", "sonnet", "sonnet-1", 1, 9, new BigDecimal(usd), 0, null, null);
  }
}
