package dev.muster.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.TestLedger;
import dev.muster.model.Health;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.AgentRouting;
import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Shares;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Who answers, and what is recorded of it. */
class RoutingTest {
  private final String deployment = TestLedger.fresh("d");
  private final DecisionTable decisions =
      new DecisionTable(
          TestDatabase.jdbc(), new ObjectMapper().findAndRegisterModules(), Clock.systemUTC());
  private final Ill health = new Ill();
  private HardRules.Rule rule = new HardRules.Rule(null, List.of());
  private HardRules.Asked asked;
  private final RecordedRouting routing = routing();

  private RecordedRouting routing() {
    return new RecordedRouting(
        decisions,
        new Tally(decisions, TestLedger.turnsPaid()),
        new Obstacles(health, decisions),
        new ShiftedMixes(TestDatabase.jdbc(), Clock.systemUTC()),
        new HardRules() {
          @Override
          public Rule rule(Asked with) {
            asked = with;
            return rule;
          }
        },
        TestLedger.headroom(),
        TestDatabase.transactionManager());
  }

  /** Models that nobody should ask now. */
  private static final class Ill implements Health {
    private final Set<String> models = new HashSet<>();

    @Override
    public Optional<String> obstacle(Model model) {
      return models.contains(model.name()) ? Optional.of("rate limited") : Optional.empty();
    }

    @Override
    public boolean mayTry(Model model) {
      return true;
    }

    @Override
    public List<Failed> failures(Model model) {
      return List.of();
    }
  }

  @Test
  void runs_that_choose_at_the_same_time_keep_the_shares_as_near_as_their_number_allows()
      throws Exception {
    var plan = RoutedPlan.of("qwen", 55, "gpt", 30, "opus", 15);
    var threads = Executors.newFixedThreadPool(8);
    try {
      var choices = new ArrayList<Callable<String>>();
      for (int n = 0; n < 100; n++) {
        var turn = plan.turn(deployment, "r-" + n % 10, n / 10);
        choices.add(() -> routing.choose(turn));
      }
      threads.invokeAll(choices).forEach(choice -> assertThat(choice).succeedsWithin(SOON));
    } finally {
      threads.shutdownNow();
    }
    var counts = new HashMap<String, Integer>();
    int n = 0;
    for (var chosen : inOrder()) {
      counts.merge(chosen, 1, Integer::sum);
      n++;
      for (var share : plan.mix().entrySet()) {
        double due = share.getValue() * n / 100.0;
        assertThat(counts.getOrDefault(share.getKey(), 0) - due).isBetween(-1.0, 1.0);
      }
    }
    assertThat(counts).isEqualTo(plan.mix());
  }

  private static final java.time.Duration SOON = java.time.Duration.ofSeconds(60);

  private List<String> inOrder() {
    return TestDatabase.jdbc()
        .sql("select chosen from muster.routing_decision where deployment_id = ? order by id")
        .param(deployment)
        .query(String.class)
        .list();
  }

  /** Seeded, so that a failure can be looked at. */
  @Test
  void any_mix_comes_out_exactly_after_a_hundred_turns_and_nearly_at_any_time() {
    var random = new Random(42);
    for (int mixes = 0; mixes < 200; mixes++) {
      var mix = anyMix(random);
      var had = new HashMap<String, BigDecimal>();
      for (int n = 1; n <= 100; n++) {
        var first = Ranking.of(mix, new Tally.Had(had, BigDecimal.ONE)).get(0).model();
        had.merge(first, BigDecimal.ONE, BigDecimal::add);
        for (var share : mix.shares().entrySet()) {
          double due = share.getValue() * n / 100.0;
          var off = had.getOrDefault(share.getKey(), BigDecimal.ZERO).doubleValue() - due;
          assertThat(off).as("%s after %d", mix, n).isBetween(-1.2, 1.2);
        }
      }
      mix.shares()
          .forEach((model, share) -> assertThat(had.get(model).intValue()).isEqualTo(share));
    }
  }

  /** Every mix of two in whole per cent and of three in steps of five: no turn too far, ever. */
  @Test
  void no_model_is_ever_a_whole_turn_from_its_share_in_any_mix_of_two_or_three() {
    for (int a = 1; a < 100; a++) {
      near(Map.of("a", a, "b", 100 - a));
    }
    for (int a = 5; a < 95; a += 5) {
      for (int b = 5; a + b < 100; b += 5) {
        near(Map.of("a", a, "b", b, "c", 100 - a - b));
      }
    }
  }

  private static void near(Map<String, Integer> shares) {
    var mix = new Mix(new java.util.TreeMap<>(shares));
    var had = new HashMap<String, BigDecimal>();
    for (int n = 1; n <= 100; n++) {
      var first = Ranking.of(mix, new Tally.Had(had, BigDecimal.ONE)).get(0).model();
      had.merge(first, BigDecimal.ONE, BigDecimal::add);
      for (var share : shares.entrySet()) {
        var off = had.getOrDefault(share.getKey(), BigDecimal.ZERO).doubleValue();
        assertThat(Math.abs(off - share.getValue() * n / 100.0))
            .as("%s of %s after %d", share.getKey(), shares, n)
            .isLessThan(1.0);
      }
    }
  }

  /**
   * Whatever a share counts: nobody is ahead of its share by more than one answer, or run, so that
   * what is observed comes as near to the mix as answers of unlike sizes allow.
   */
  @Test
  void shares_of_runs_turns_tokens_and_dollars_are_never_passed_by_more_than_one_answer() {
    var random = new Random(7);
    for (var shares : Shares.values()) {
      var plan = RoutedPlan.of("qwen", 55, "gpt", 30, "opus", 15).counting(shares);
      var id = TestLedger.fresh("d");
      var had = new HashMap<String, Double>();
      double most = 0;
      for (int n = 0; n < 60; n++) {
        int turns = shares == Shares.RUNS ? 1 + random.nextInt(3) : 1;
        var model = "";
        for (int t = 0; t < turns; t++) {
          model = routing.choose(plan.turn(id, id + n, t));
        }
        long tokens = 100 + random.nextInt(5000);
        int cents = 1 + random.nextInt(50);
        TestLedger.paid(id, id + n, "builder", model, tokens, "0." + (100 + cents));
        double size =
            switch (shares) {
              case RUNS, TURNS -> 1;
              case TOKENS -> tokens;
              case USD -> Double.parseDouble("0." + (100 + cents));
            };
        most = Math.max(most, size);
        had.merge(model, size, Double::sum);
        double sum = had.values().stream().mapToDouble(d -> d).sum();
        for (var share : plan.mix().entrySet()) {
          var ahead = had.getOrDefault(share.getKey(), 0.0) - sum * share.getValue() / 100;
          assertThat(ahead)
              .as("%s by %s after %d", share.getKey(), shares, n + 1)
              .isBetween(-2 * most, most + 1e-6);
        }
      }
    }
  }

  private static Mix anyMix(Random random) {
    var shares = new java.util.LinkedHashMap<String, Integer>();
    int left = 100;
    int models = 2 + random.nextInt(6);
    for (int m = 1; m < models; m++) {
      int share = 1 + random.nextInt(left - (models - m));
      shares.put("m" + m, share);
      left -= share;
    }
    shares.put("last", left);
    return new Mix(shares);
  }

  @Test
  void a_turn_that_comes_again_has_its_model_and_is_recorded_once() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50);
    var turn = plan.turn(deployment, "r-1", 0);
    assertThat(routing.choose(turn)).isEqualTo("qwen");
    assertThat(routing.choose(turn)).isEqualTo("qwen");

    var recorded = decisions.of(deployment, "r-1");
    assertThat(recorded).hasSize(1);
    assertThat(recorded.get(0).rule()).isEqualTo("mix");
    assertThat(recorded.get(0).shares()).isEqualTo("turns");
    assertThat(recorded.get(0).reason()).isEqualTo("its share is furthest behind, by 0.5");
    assertThat(recorded.get(0).candidates())
        .extracting(Candidate::model, Candidate::share, Candidate::whyNot)
        .containsExactly(
            tuple("qwen", 50, null), tuple("gpt", 50, "its share is not as far behind"));
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  @Test
  void shares_of_runs_give_each_run_one_model() {
    var plan = RoutedPlan.of("qwen", 75, "gpt", 25).counting(Shares.RUNS);
    var byRun = new ArrayList<String>();
    for (int run = 0; run < 4; run++) {
      var first = routing.choose(plan.turn(deployment, "r-" + run, 0));
      for (int turn = 1; turn <= run; turn++) {
        assertThat(routing.choose(plan.turn(deployment, "r-" + run, turn))).isEqualTo(first);
      }
      byRun.add(first);
    }
    assertThat(byRun).containsExactlyInAnyOrder("qwen", "qwen", "qwen", "gpt");
  }

  @Test
  void shares_of_tokens_and_dollars_count_what_the_ledger_says() {
    var tokens = RoutedPlan.of("qwen", 50, "gpt", 50).counting(Shares.TOKENS);
    for (int n = 0; n < 3; n++) {
      var run = "r-" + n;
      var model = routing.choose(tokens.turn(deployment, run, 0));
      TestLedger.paid(deployment, run, "builder", model, model.equals("qwen") ? 9000 : 1000, "1");
    }
    assertThat(inOrder())
        .as("one long answer, then short ones")
        .containsExactly("qwen", "gpt", "gpt");

    var usd = tokens.counting(Shares.USD);
    assertThat(routing.choose(usd.turn(deployment, "r-4", 0)))
        .as("2 USD on gpt, 1 USD on qwen")
        .isEqualTo("qwen");
  }

  /** What is included is gone at some time: it makes nobody the cheaper one. */
  @Test
  void shares_of_dollars_count_what_a_subscription_includes() {
    var run = TestLedger.fresh("r");
    var usd = RoutedPlan.of("qwen", 50, "gpt", 50).counting(Shares.USD);
    var first = routing.choose(usd.turn(deployment, run + "-1", 0));
    assertThat(first).isEqualTo("qwen");
    TestLedger.covered(deployment, run + "-1", "builder", first, "0", "2");
    var second = routing.choose(usd.turn(deployment, run + "-2", 0));
    assertThat(second).isEqualTo("gpt");
    TestLedger.covered(deployment, run + "-2", "builder", second, "1", "0");

    assertThat(routing.choose(usd.turn(deployment, run + "-3", 0)))
        .as("1 USD on gpt, 2 USD of a subscription on qwen")
        .isEqualTo("gpt");
  }

  @Test
  void an_agent_may_count_and_stick_otherwise_than_its_plan() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50).with(new AgentRouting(null, true));
    assertThat(routing.choose(plan.turn(deployment, "r-1", 0))).isEqualTo("qwen");
    assertThat(routing.choose(plan.turn(deployment, "r-1", 1))).isEqualTo("qwen");
    assertThat(routing.choose(plan.turn(deployment, "r-2", 0))).isEqualTo("gpt");
    assertThat(decisions.of(deployment, "r-1").get(1).rule()).isEqualTo("sticky");
  }

  @Test
  void a_sticky_run_comes_back_to_the_model_that_it_began_with_when_that_answers_again() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50).with(new AgentRouting(null, true));
    assertThat(routing.choose(plan.turn(deployment, "r-1", 0))).isEqualTo("qwen");
    health.models.add("qwen");
    assertThat(routing.choose(plan.turn(deployment, "r-1", 1))).isEqualTo("gpt");
    assertThat(routing.choose(plan.turn(deployment, "r-2", 0))).as("in its place").isEqualTo("gpt");
    health.models.clear();

    var third = plan.turn(deployment, "r-1", 2);
    assertThat(routing.choose(third)).isEqualTo("qwen");
    assertThat(decisions.of(deployment, "r-1").get(2))
        .matches(d -> d.rule().equals("sticky") && d.fallbackFrom() == null);
    health.models.add("qwen");
    assertThat(routing.fallBack(third, "qwen", Reason.UNAVAILABLE, "503")).contains("gpt");
    health.models.clear();
    assertThat(routing.choose(plan.turn(deployment, "r-1", 3))).isEqualTo("qwen");
  }

  @Test
  void a_sticky_run_that_began_with_a_fallback_belongs_to_the_model_that_the_mix_chose() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50).with(new AgentRouting(null, true));
    health.models.add("qwen");
    assertThat(routing.choose(plan.turn(deployment, "r-1", 0))).isEqualTo("gpt");
    health.models.clear();
    assertThat(routing.choose(plan.turn(deployment, "r-1", 1))).isEqualTo("qwen");
  }

  @Test
  void a_sticky_run_comes_back_however_many_answered_in_its_place() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 30, "llama", 20).with(new AgentRouting(null, true));
    var first = plan.turn(deployment, "r-1", 0);
    assertThat(routing.choose(first)).isEqualTo("qwen");
    health.models.add("qwen");
    var second = routing.fallBack(first, "qwen", Reason.UNAVAILABLE, "503").orElseThrow();
    health.models.add(second);
    var third = routing.fallBack(first, second, Reason.UNAVAILABLE, "503").orElseThrow();
    assertThat(third).isNotIn("qwen", second);
    health.models.clear();
    assertThat(routing.choose(plan.turn(deployment, "r-1", 1))).isEqualTo("qwen");
  }

  @Test
  void a_sticky_run_that_outgrew_its_model_stays_with_the_larger_one_that_took_it_over() {
    var plan =
        RoutedPlan.of("llama", 60, "qwen", 40)
            .falling("llama", "gpt")
            .with(new AgentRouting(null, true));
    assertThat(routing.choose(plan.turn(deployment, "r-1", 0))).isEqualTo("llama");
    var second = plan.turn(deployment, "r-1", 1);
    assertThat(routing.choose(second)).isEqualTo("llama");
    assertThat(routing.fallBack(second, "llama", Reason.CONTEXT_TOO_LONG, "long")).contains("gpt");
    health.models.add("gpt");
    assertThat(routing.choose(plan.turn(deployment, "r-1", 2))).isEqualTo("qwen");
    health.models.clear();
    assertThat(routing.choose(plan.turn(deployment, "r-1", 3))).isEqualTo("gpt");
  }

  @Test
  void who_cannot_answer_now_is_passed_over_in_the_plans_order_and_the_record_says_so() {
    var plan = RoutedPlan.of("qwen", 60, "gpt", 40).falling("qwen", "opus");
    health.models.add("qwen");
    assertThat(routing.choose(plan.turn(deployment, "r-1", 0))).isEqualTo("opus");

    var said = decisions.of(deployment, "r-1").get(0);
    assertThat(said.fallbackFrom()).isEqualTo("qwen");
    assertThat(said.reason()).isEqualTo("in place of qwen: rate limited");
    assertThat(said.candidates())
        .extracting(Candidate::model, Candidate::whyNot)
        .containsExactly(
            tuple("qwen", "rate limited"),
            tuple("opus", null),
            tuple("gpt", "its share is not as far behind"));

    health.models.add("opus");
    assertThat(routing.choose(plan.turn(deployment, "r-2", 0))).isEqualTo("gpt");
    health.models.add("gpt");
    assertThat(routing.choose(plan.turn(deployment, "r-3", 0)))
        .as("nobody is free: its pause is waited for")
        .isEqualTo("qwen");
  }

  @Test
  void whom_a_rule_forbids_takes_no_part_in_the_shares_of_the_others() {
    var plan = RoutedPlan.of("opus", 50, "qwen", 45, "gpt", 5);
    rule = new HardRules.Rule(null, List.of("qwen", "gpt"));
    for (int n = 0; n < 100; n++) {
      routing.choose(plan.turn(deployment, "r-1", n));
    }
    assertThat(decisions.turns(deployment, "builder")).isEqualTo(Map.of("qwen", 90L, "gpt", 10L));
  }

  @Test
  void a_conversation_that_outgrew_its_model_waits_for_a_larger_one_that_is_busy() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50);
    var turn = plan.turn(deployment, "r-1", 0);
    assertThat(routing.choose(turn)).isEqualTo("qwen");
    health.models.add("gpt");

    assertThat(routing.fallBack(turn, "qwen", Reason.CONTEXT_TOO_LONG, "too long")).contains("gpt");
    assertThat(routing.fallBack(turn, "gpt", Reason.CONTEXT_TOO_LONG, "too long")).isEmpty();
  }

  @Test
  void a_turn_that_was_never_sent_counts_for_nobody() {
    var plan = RoutedPlan.of("qwen", 80, "gpt", 20);
    for (int run = 0; run < 10; run++) {
      for (int n = 0; n <= 4; n++) {
        routing.choose(plan.turn(deployment, "r-" + run, n));
      }
      routing.unsent(plan.turn(deployment, "r-" + run, 4));
    }
    assertThat(decisions.turns(deployment, "builder")).isEqualTo(Map.of("qwen", 32L, "gpt", 8L));
  }

  @Test
  void a_turn_that_failed_goes_to_the_next_and_counts_for_who_answers_it() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50);
    var turn = plan.turn(deployment, "r-1", 0);
    routing.choose(turn);
    health.models.add("qwen");
    assertThat(routing.fallBack(turn, "qwen", Reason.RATE_LIMITED, "HTTP 429")).contains("gpt");
    assertThat(routing.choose(turn)).as("the task comes again").isEqualTo("gpt");
    assertThat(decisions.turns(deployment, "builder")).isEqualTo(Map.of("gpt", 1L));
    assertThat(decisions.of(deployment, "r-1"))
        .extracting(Decision::chosen, Decision::cause, Decision::counts)
        .containsExactly(tuple("qwen", null, false), tuple("gpt", "RATE_LIMITED", true));

    health.models.clear();
    assertThat(routing.choose(plan.turn(deployment, "r-2", 0)))
        .as("its share catches up")
        .isEqualTo("qwen");
  }

  /** The choice is committed before the run's row: what ends in between asks the first again. */
  @Test
  void a_model_that_was_never_asked_is_not_blamed_for_what_another_could_not_answer() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 30, "opus", 20);
    var turn = plan.turn(deployment, "r-1", 0);
    routing.choose(turn);
    health.models.add("qwen");
    assertThat(routing.fallBack(turn, "qwen", Reason.RATE_LIMITED, "HTTP 429")).contains("gpt");

    assertThat(routing.fallBack(turn, "qwen", Reason.RATE_LIMITED, "HTTP 429"))
        .as("asked again after a restart, and failed again")
        .contains("gpt");
    assertThat(decisions.of(deployment, "r-1"))
        .extracting(Decision::chosen, Decision::fallbackFrom)
        .containsExactly(tuple("qwen", null), tuple("gpt", "qwen"));
    assertThat(routing.fallBack(turn, "gpt", Reason.UNAVAILABLE, "HTTP 503")).contains("opus");
  }

  @Test
  void nobody_else_is_asked_what_another_model_could_not_mend_or_must_not_answer() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50);
    var turn = plan.turn(deployment, "r-1", 0);
    routing.choose(turn);
    assertThat(routing.fallBack(turn, "qwen", Reason.CONTENT_REFUSED, "refused")).isEmpty();
    assertThat(routing.fallBack(turn, "qwen", Reason.BAD_REQUEST, "bad")).isEmpty();

    var baseline = plan.turn(deployment, "r-2", 0, "baseline", null, null);
    assertThat(routing.choose(baseline)).isEqualTo("opus");
    assertThat(routing.fallBack(baseline, "opus", Reason.RATE_LIMITED, "429")).isEmpty();

    rule = new HardRules.Rule("llama", List.of());
    var ruled = plan.turn(deployment, "r-3", 0);
    assertThat(routing.choose(ruled)).isEqualTo("llama");
    assertThat(routing.fallBack(ruled, "llama", Reason.UNAVAILABLE, "503")).isEmpty();
  }

  @Test
  void a_conversation_that_is_too_long_goes_to_larger_windows_only_and_stays_there() {
    var plan = RoutedPlan.of("qwen", 40, "llama", 30, "gpt", 30);
    var turn = plan.turn(deployment, "r-1", 0);
    assertThat(routing.choose(turn)).isEqualTo("qwen");
    assertThat(routing.fallBack(turn, "qwen", Reason.CONTEXT_TOO_LONG, "too long")).contains("gpt");
    for (int n = 1; n < 5; n++) {
      assertThat(routing.choose(plan.turn(deployment, "r-1", n))).isEqualTo("gpt");
    }
    assertThat(routing.fallBack(turn, "gpt", Reason.CONTEXT_TOO_LONG, "too long"))
        .as("nobody has a larger window")
        .isEmpty();
    assertThat(routing.choose(plan.turn(deployment, "r-2", 0)))
        .as("another run's conversation is short")
        .isNotEqualTo("gpt");
  }

  @Test
  void a_step_falls_back_to_what_the_plan_names_and_never_to_the_mix() {
    var plan = RoutedPlan.of("qwen", 50, "gpt", 50);
    var step = plan.turn(deployment, "r-1", 0, "mix", "llama", null);
    assertThat(routing.choose(step)).isEqualTo("llama");
    health.models.add("llama");
    assertThat(routing.fallBack(step, "llama", Reason.UNAVAILABLE, "503")).isEmpty();

    var named = plan.falling("llama", "opus").turn(deployment, "r-2", 0, "mix", "llama", null);
    assertThat(routing.choose(named)).isEqualTo("opus");
  }

  @Test
  void an_escalated_run_stays_with_the_stronger_model() {
    var plan = RoutedPlan.of("qwen", 90, "opus", 10);
    assertThat(routing.choose(plan.turn(deployment, "r-1", 3, "mix", null, "opus")))
        .isEqualTo("opus");
    assertThat(decisions.of(deployment, "r-1").get(0).rule()).isEqualTo("escalation");
  }

  @Test
  void rules_know_kind_data_class_and_what_is_left_and_bind_fallbacks_too() {
    var ledger = TestLedger.of("routing-test");
    ledger.declareBudget(deployment, new BigDecimal("8"));
    ledger.declareBudget(deployment + "/wave-1", new BigDecimal("0.75"));
    rule = new HardRules.Rule(null, List.of("qwen", "llama"));
    var plan = RoutedPlan.of("gpt", 60, "qwen", 40).falling("qwen", "opus").showing("secret");
    var turn = plan.turn(deployment, "r-1", 0);

    assertThat(routing.choose(turn)).isEqualTo("qwen");
    assertThat(asked.kind()).isEqualTo("boilerplate");
    assertThat(asked.dataClass()).isEqualTo("secret");
    assertThat(asked.usdLeft()).isEqualByComparingTo("0.75");
    health.models.add("qwen");
    assertThat(routing.fallBack(turn, "qwen", Reason.RATE_LIMITED, "429"))
        .as("opus and gpt may not see it")
        .contains("llama");

    rule = new HardRules.Rule(null, List.of("mistral"));
    assertThatThrownBy(() -> routing.choose(plan.turn(deployment, "r-2", 0)))
        .hasMessageContaining("routing.dmn allows only mistral");
  }

  @Test
  void a_rule_that_names_a_stranger_is_told() {
    rule = new HardRules.Rule("gone", List.of());
    assertThatThrownBy(() -> routing.choose(RoutedPlan.of("qwen", 100).turn(deployment, "r-1", 0)))
        .hasMessageContaining("routing.dmn names model gone");
  }
}
