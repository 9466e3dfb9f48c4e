package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final Price WITHOUT_CACHE =
      new Price("qwen", new BigDecimal("0.22"), new BigDecimal("1.80"), null, null, null, "test");

  @Test
  void every_bucket_has_its_own_price_and_reasoning_is_output() {
    var cost = Cost.of(true, "id", false, PRICE, new Usage(1_000, 10_000, 2_000, 300, 200));

    // 0.002 + 0.002 + 0.005 + 0.005
    assertThat(cost.usd()).isEqualByComparingTo("0.014");
    assertThat(cost.finding()).isNull();
  }

  private static Price tiered(String perRequest) {
    return new Price(
        "qwen-plus",
        new BigDecimal("1"),
        new BigDecimal("5"),
        new BigDecimal("0.1"),
        new BigDecimal("1.25"),
        LocalDate.of(2026, 9, 23),
        "test",
        new BigDecimal("2"),
        new BigDecimal("7"),
        perRequest == null ? null : new BigDecimal(perRequest),
        List.of(
            new Price.Tier(
                32_000, new BigDecimal("1.8"), new BigDecimal("9"), null, null, null, null),
            new Price.Tier(
                128_000,
                new BigDecimal("3"),
                new BigDecimal("15"),
                new BigDecimal("0.3"),
                null,
                null,
                null)),
        null);
  }

  @Test
  void all_tokens_of_a_call_cost_what_the_tier_of_its_whole_input_says() {
    assertThat(Cost.at(tiered(null), new Usage(30_000, 2_000, 0, 1_000, 0)).usd())
        .as("32,000 of input, caches included, are still the first tier")
        .isEqualByComparingTo("0.0352");
    assertThat(Cost.at(tiered(null), new Usage(32_001, 0, 0, 1_000, 0)).usd())
        .isEqualByComparingTo("0.0666018");
    assertThat(Cost.at(tiered(null), new Usage(100_000, 100_000, 0, 1_000, 0)).usd())
        .as("the cached tokens count for the tier, too")
        .isEqualByComparingTo("0.345");
    unmeasured(
        Cost.at(tiered(null), new Usage(30_000, 3_000, 0, 0, 0)),
        "cached input tokens, and price qwen-plus has no cacheRead");
  }

  @Test
  void writes_of_an_hour_reasoning_and_the_request_itself_have_their_own_prices() {
    var usage = new Usage(1_000, 0, 2_000, 300, 200, 4_000, null);

    // 0.001 + 0.0025 + 0.008 + 0.0015 + 0.0014 + 0.005
    assertThat(Cost.at(tiered("0.005"), usage).usd()).isEqualByComparingTo("0.0194");
    unmeasured(
        Cost.at(PRICE, usage),
        "cache write tokens of an hour, and price sonnet has no cacheWrite1h");
  }

  @Test
  void the_worst_case_is_that_of_the_dearest_tier_that_the_input_can_reach() {
    assertThat(WorstCase.of(tiered(null), 32_000, 1_000))
        .as("first tier: writes of an hour, reasoning")
        .isEqualByComparingTo("0.071");
    assertThat(WorstCase.of(tiered("0.005"), 32_000, 1_000)).isEqualByComparingTo("0.076");
    assertThat(WorstCase.of(tiered(null), 200_000, 1_000)).isEqualByComparingTo("0.615");
  }

  @Test
  void no_call_costs_more_than_its_worst_case() {
    var price = tiered("0.01");
    for (long input : List.of(1L, 31_999L, 32_000L, 32_001L, 127_999L, 128_001L, 500_000L)) {
      var cost = Cost.at(price, new Usage(input, 0, 0, 0, 900));
      assertThat(WorstCase.of(price, input, 900)).isGreaterThanOrEqualTo(cost.usd());
    }
  }

  @Test
  void a_single_token_of_the_cheapest_price_is_not_rounded_away() {
    assertThat(Cost.of(true, "id", false, WITHOUT_CACHE, new Usage(1, 0, 0, 0, 0)).usd())
        .isEqualByComparingTo("0.00000022");
  }

  @Test
  void free_by_declaration_costs_nothing() {
    assertThat(Cost.of(true, "id", true, null, new Usage(1, 2, 3, 4, 5)).usd())
        .isEqualByComparingTo("0");
  }

  @Test
  void unpriced_is_not_free() {
    unmeasured(
        Cost.of(true, "id", false, null, new Usage(1, 0, 0, 0, 0)), "no price for the model");
    unmeasured(
        Cost.of(true, "id", false, WITHOUT_CACHE, new Usage(1, 1, 0, 0, 0)),
        "cached input tokens, and price qwen has no cacheRead");
    unmeasured(
        Cost.of(true, "id", false, WITHOUT_CACHE, new Usage(1, 0, 1, 0, 0)),
        "cache write tokens, and price qwen has no cacheWrite");
  }

  @Test
  void missing_usage_is_not_free_even_for_a_free_model() {
    unmeasured(Cost.of(true, "id", false, PRICE, null), "no usage in the answer");
    unmeasured(Cost.of(true, "id", true, null, null), "no usage in the answer");
  }

  @Test
  void another_models_answer_has_no_cost_that_we_know() {
    unmeasured(
        Cost.of(false, "gemini-3.8-flash", true, PRICE, new Usage(1, 0, 0, 0, 0)),
        "answered as gemini-3.8-flash, which is not one of the model's declared ids");
  }

  @Test
  void the_worst_case_takes_the_dearest_input_price() {
    assertThat(WorstCase.of(PRICE, 100_000, 8_000)).isEqualByComparingTo("0.33");
    assertThat(WorstCase.of(WITHOUT_CACHE, 1_000_000, 0)).isEqualByComparingTo("0.22");
    assertThat(WorstCase.of(null, 1_000_000, 1)).isEqualByComparingTo("0");
  }

  private static void unmeasured(Cost cost, String finding) {
    assertThat(cost).isEqualTo(new Cost(null, finding));
  }
}
