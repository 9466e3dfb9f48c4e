package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of several days, tiers and versions, from the file to the record. */
class PriceTest {
  private static final String ROW =
      "claude-opus-5: {input: 5, output: 25.00, effectiveFrom: 2026-09-23, source: a price list}";
  private static final String ROWS =
      """
      claude-opus-5:
          - {input: 5, output: 25.00, effectiveFrom: 2026-09-23, source: a price list}
          - input: 10
            output: 50
            cacheWrite1h: 20
            reasoning: 60
            perRequest: 0.01
            tiers: [{aboveInputTokens: 1_000, input: 20, output: 80, cacheRead: 2}]
            effectiveFrom: 2027-01-01
            source: announced
      """
          .stripTrailing();
  @TempDir Path folder;
  private SmallPlan plan;

  @BeforeEach
  void small() {
    plan = new SmallPlan(folder);
  }

  @Test
  void the_row_in_force_on_a_day_counts_and_before_the_first_there_is_none() {
    var price = read(plan.with(ROW, ROWS));

    assertThat(price.on(LocalDate.of(2026, 9, 22))).isEmpty();
    assertThat(price.on(LocalDate.of(2026, 9, 23)).orElseThrow().input()).isEqualByComparingTo("5");
    assertThat(price.on(LocalDate.of(2026, 12, 31)).orElseThrow().input())
        .isEqualByComparingTo("5");
    var later = price.on(LocalDate.of(2027, 1, 1)).orElseThrow();
    assertThat(later.cacheWrite1h()).isEqualByComparingTo("20");
    assertThat(later.reasoning()).isEqualByComparingTo("60");
    assertThat(later.perRequest()).isEqualByComparingTo("0.01");
    assertThat(later.tier(1_000).input()).isEqualByComparingTo("10");
    assertThat(later.tier(1_001).cacheRead()).isEqualByComparingTo("2");
  }

  @Test
  void a_row_is_kept_and_read_again_exactly() {
    var price = read(plan.with(ROW, ROWS));

    assertThat(Price.kept(price.json())).isEqualTo(price);
    price.rows().forEach(row -> assertThat(Price.kept(row.json())).isEqualTo(row));
  }

  @Test
  void the_version_names_row_and_day_and_changes_with_every_figure() {
    var price = read(plan);
    var dearer =
        new Price(
            "claude-opus-5",
            new BigDecimal("5.1"),
            price.output(),
            null,
            null,
            price.effectiveFrom(),
            price.source());

    assertThat(price.version()).matches("claude-opus-5@2026-09-23/[0-9a-f]{8}");
    assertThat(dearer.version())
        .startsWith("claude-opus-5@2026-09-23/")
        .isNotEqualTo(price.version());
  }

  @Test
  void a_row_without_the_new_figures_is_written_as_before_so_that_digests_stay() {
    assertThat(read(plan).json())
        .isEqualTo(
            "{\"name\":\"claude-opus-5\",\"input\":5,\"output\":25.00,\"cacheRead\":null,"
                + "\"cacheWrite\":null,\"effectiveFrom\":\"2026-09-23\","
                + "\"source\":\"a price list\"}");
  }

  @Test
  void two_rows_of_a_day_and_tiers_that_do_not_ascend_are_faults() {
    plan.with(ROW, ROWS.replace("2027-01-01", "2026-09-23"));
    assertThat(plan.problems())
        .anyMatch(p -> p.contains("prices.claude-opus-5 has two rows from '2026-09-23'"));

    var tiers =
        new SmallPlan(folder)
            .with(
                ROW,
                ROWS.replace(
                    "80, cacheRead: 2}", "80}, {aboveInputTokens: 1000, input: 1, output: 1}"));
    assertThat(tiers.problems())
        .anyMatch(p -> p.contains("prices.claude-opus-5.tiers does not ascend at 1000"));
  }

  @Test
  void rows_of_one_subscription_that_differ_on_a_day_are_a_fault_told_once() {
    assertThat(book(row("a", "2026-01-01", 15), row("b", "2026-02-01", 15)).get("a").subscription())
        .isEqualTo("copilot");
    assertThat(book("a: [" + row("2026-01-01", 15) + ", " + row("2027-01-01", 20) + "]"))
        .as("another month may hold another allowance")
        .isNotEmpty();

    assertThatThrownBy(() -> book(row("a", "2026-01-01", 15), row("b", "2026-02-01", 20)))
        .isInstanceOfSatisfying(
            PlanInvalid.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .extracting(Object::toString)
                    .asString()
                    .contains("b.included and a.included are of one subscription, 'copilot'")
                    .contains("2026-02-01"));
    assertThatThrownBy(
            () ->
                book(
                    "copilot: [" + row("2026-01-01", 15).replace(", plan: copilot", "") + "]",
                    row("b", "2026-01-01", 20)))
        .as("a row that has its own is named by itself")
        .hasMessageContaining("of one subscription");
  }

  private static String row(String name, String from, int usd) {
    return name + ": [" + row(from, usd) + "]";
  }

  private static String row(String from, int usd) {
    return "{input: 1, output: 2, effectiveFrom: %s, source: x, included: {usd: %d, plan: copilot}}"
        .formatted(from, usd);
  }

  private static Map<String, Price> book(String... rows) {
    return PriceBook.read("book.yaml", String.join("\n", rows));
  }

  @Test
  void a_budget_must_hold_the_dearest_row_and_tier_that_a_call_can_meet() {
    // 32,000 at 20 and 4,000 at 80 USD a million, and the request.
    assertThat(plan.with(ROW, ROWS).with("runUsd: 1,", "runUsd: 0.96,").problems())
        .anyMatch(p -> p.contains("agents.builder.budget.runUsd is 0.96 USD"))
        .anyMatch(p -> p.contains("one call may cost 0.97 USD"));
  }

  private static Price read(SmallPlan plan) {
    return PlanCheck.read(plan.file()).plan().prices().get("claude-opus-5");
  }
}
