package dev.muster.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.Run;
import dev.muster.plan.Plan;
import dev.muster.plan.TestPlans;
import dev.muster.routing.HardRules;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is too near to a work to judge it, alike in both arms. */
class AuthorsTest {
  @TempDir Path folder;

  @Test
  void whom_a_rule_about_the_tasks_data_brings_in_is_an_author_in_both_arms() {
    assertThat(authors("mix", "secret", new HardRules.Rule("critic", List.of())))
        .containsExactlyInAnyOrder("llama", "critic");
    assertThat(authors("baseline", "secret", new HardRules.Rule("critic", List.of())))
        .containsExactlyInAnyOrder("llama", "critic");
    assertThat(authors("mix", "secret", new HardRules.Rule(null, List.of("opus", "any-family"))))
        .containsExactlyInAnyOrder("llama", "opus");
    assertThat(authors("mix", "public", new HardRules.Rule("critic", List.of())))
        .containsExactly("llama");
  }

  private Set<String> authors(String arm, String data, HardRules.Rule secrets) {
    return Authors.of(run(arm), plan(data), Set.of("llama"), ofSecrets(secrets));
  }

  private Plan plan(String data) {
    return TestPlans.read(
            TestPlans.file(
                folder,
                "prompt: Probe it.",
                "prompt: Probe it.\n    kind: review\n    dataClass: " + data))
        .plan();
  }

  private static HardRules ofSecrets(HardRules.Rule secrets) {
    return new HardRules() {
      @Override
      public Rule rule(Asked asked) {
        var secret = "review".equals(asked.kind()) && "secret".equals(asked.dataClass());
        return secret ? secrets : new Rule(null, List.of());
      }
    };
  }

  private static Run run(String arm) {
    return new Run(
        "r",
        "d",
        "workflow-test",
        1,
        "tester",
        "probe",
        arm,
        "w",
        "llama",
        "OPEN",
        null,
        null,
        0,
        0,
        Instant.EPOCH,
        null,
        0);
  }
}
