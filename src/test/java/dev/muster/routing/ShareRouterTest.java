package dev.muster.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.Plan;
import dev.muster.plan.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShareRouterTest {
  private final Router router = new ShareRouter();

  @Test
  void shares_come_out_exactly_after_a_hundred_runs_and_nearly_at_any_time() {
    var mix = mix("qwen", 55, "haiku", 30, "opus", 15);
    var chosen = new HashMap<String, Integer>();
    for (int n = 1; n <= 100; n++) {
      chosen.merge(router.byDeficit(mix, chosen), 1, Integer::sum);
      for (var share : mix.shares().entrySet()) {
        double due = share.getValue() * n / 100.0;
        assertThat(chosen.getOrDefault(share.getKey(), 0) - due).isBetween(-1.0, 1.0);
      }
    }
    assertThat(chosen).isEqualTo(mix.shares());
  }

  @Test
  void the_first_run_goes_to_the_largest_share_and_ties_to_the_first_named() {
    assertThat(router.byDeficit(mix("haiku", 10, "qwen", 90), Map.of())).isEqualTo("qwen");
    assertThat(router.byDeficit(mix("haiku", 50, "qwen", 50), Map.of())).isEqualTo("haiku");
  }

  @Test
  void of_what_a_rule_has_left_the_shares_stand_to_each_other_as_declared() {
    var mix = mix("worker", 45, "haiku", 5);
    var chosen = new HashMap<String, Integer>();
    for (int n = 0; n < 100; n++) {
      chosen.merge(router.byDeficit(mix, chosen), 1, Integer::sum);
    }
    assertThat(chosen).isEqualTo(Map.of("worker", 90, "haiku", 10));
  }

  @Test
  void a_share_of_nothing_is_never_chosen_and_strangers_do_not_count() {
    var mix = mix("never", 0, "a", 50, "b", 50);
    var chosen = new HashMap<String, Integer>(Map.of("stranger", 50));
    var order = new ArrayList<String>();
    for (int n = 0; n < 4; n++) {
      order.add(router.byDeficit(mix, chosen));
      chosen.merge(order.get(n), 1, Integer::sum);
    }
    assertThat(order).containsExactly("a", "b", "a", "b");
  }

  @Test
  void the_judge_is_of_a_family_that_wrote_nothing_or_there_is_none() {
    var plan = plan("sonnet", "gemini", "qwen");

    assertThat(router.judge(plan, Set.of("qwen"))).contains("sonnet");
    assertThat(router.judge(plan, Set.of("opus", "qwen"))).contains("gemini");
    assertThat(router.judge(plan, Set.of("opus", "gemini", "qwen"))).isEmpty();
  }

  @Test
  void escalation_goes_to_the_strongest_of_the_mix_or_nowhere() {
    var plan = plan("sonnet");
    var mix = mix("qwen", 60, "sonnet", 30, "opus", 10);

    assertThat(router.stronger(plan, mix, "qwen")).contains("opus");
    assertThat(router.stronger(plan, mix, "opus")).isEmpty();
    assertThat(router.stronger(plan, mix("qwen", 100), "qwen")).isEmpty();
  }

  @Test
  void a_model_that_the_plan_does_not_have_is_named() {
    assertThatThrownBy(() -> router.stronger(plan("sonnet"), mix("qwen", 100), "gone"))
        .hasMessageContaining("no model gone");
  }

  private static Mix mix(Object... shares) {
    var map = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < shares.length; i += 2) {
      map.put((String) shares[i], (Integer) shares[i + 1]);
    }
    return new Mix(map);
  }

  private static Plan plan(String... judges) {
    var models = new LinkedHashMap<String, Model>();
    models.put("opus", model("opus", "claude", 4));
    models.put("sonnet", model("sonnet", "claude", 3));
    models.put("gemini", model("gemini", "gemini", 3));
    models.put("qwen", model("qwen", "qwen", 1));
    var routing = new Routing(List.of(judges), true);
    return new Plan(
        "test", models, Map.of(), Map.of(), null, Map.of(), Map.of(), Map.of(), routing, List.of(),
        Map.of(), null, null, Map.of(), null, null);
  }

  private static Model model(String name, String family, int strength) {
    return new Model(
        name,
        family,
        family,
        Protocol.OPENAI_CHAT,
        name,
        List.of(),
        "http://127.0.0.1",
        null,
        Billing.FREE,
        null,
        1,
        1,
        strength,
        false,
        null);
  }
}
