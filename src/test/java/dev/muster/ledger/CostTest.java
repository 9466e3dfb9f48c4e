package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Price;
import java.math.BigDecimal;
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
