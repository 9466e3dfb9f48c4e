package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenPlansTest {
  @TempDir private Path folder;
  private final FrozenPlans plans = new KeptPlans(TestDatabase.jdbc(), TestDatabase.transactions());
  private SmallPlan plan;

  @BeforeEach
  void smallPlan() {
    plan = new SmallPlan(folder);
    // Another name for each test: the database is shared.
    plan.with("name: small", "name: small-" + System.nanoTime());
  }

  private static long rows(String digest) {
    return TestDatabase.jdbc()
        .sql("select count(*) from muster.frozen_plan where digest = ?")
        .param(digest)
        .query(Long.class)
        .single();
  }

  @Test
  void what_was_frozen_is_loaded_unchanged() {
    var frozen = plans.freeze(plan.file());
    plan.write("prompts/builder.md", "Changed afterwards.");
    var loaded = plans.load(frozen.digest());

    assertThat(loaded.plan()).isEqualTo(frozen.plan());
    assertThat(loaded.plan().agents().get("builder").prompt()).isEqualTo("You build.\n");
    assertThat(loaded.plan().agents().get("builder").mix().shares().keySet())
        .containsExactly("opus", "llama");
    assertThat(loaded.files().keySet()).isEqualTo(frozen.files().keySet());
    assertThat(loaded.files())
        .allSatisfy((path, bytes) -> assertThat(bytes).isEqualTo(frozen.files().get(path)));
    assertThat(loaded.folder("tasks/build/template")).containsOnlyKeys("src/main.js");
  }

  @Test
  void the_same_content_is_kept_once_and_reading_keeps_nothing() {
    var read = plans.read(plan.file());
    assertThat(rows(read.digest())).isZero();

    plans.freeze(plan.file());
    plans.freeze(plan.file());
    assertThat(rows(read.digest())).isEqualTo(1);
  }

  @Test
  void many_at_once_keep_it_once() throws Exception {
    var file = plan.file();
    var pool = Executors.newFixedThreadPool(4);
    try {
      Callable<FrozenPlan> freeze = () -> plans.freeze(file);
      for (var done : pool.invokeAll(Stream.generate(() -> freeze).limit(8).toList())) {
        assertThat(plans.load(done.get().digest()).files()).hasSize(5);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void any_changed_byte_of_any_file_changes_the_digest() {
    var before = plans.read(plan.file()).digest();
    for (var path : plans.read(plan.file()).files().keySet()) {
      var old = new String(plans.read(plan.file()).files().get(path), StandardCharsets.UTF_8);
      plan.write(path, old + " ");
      assertThat(plans.read(plan.file()).digest()).as(path).isNotEqualTo(before);
      plan.write(path, old);
    }
    assertThat(plans.read(plan.file()).digest()).isEqualTo(before);
  }

  @Test
  void the_order_of_a_mix_is_part_of_the_digest() {
    var before = plans.read(plan.file()).digest();
    plan.with("{opus: 60, llama: 40}", "{llama: 40, opus: 60}");

    assertThat(plans.read(plan.file()).digest()).isNotEqualTo(before);
  }

  @Test
  void a_comment_changes_nothing() {
    var before = plans.read(plan.file()).digest();
    plan.with("notify: {}", "notify: {} # nobody");

    assertThat(plans.read(plan.file()).digest()).isEqualTo(before);
  }

  @Test
  void references_stay_unresolved() {
    var json = PlanJson.write(plans.read(plan.file()).plan());

    assertThat(json).contains("${ANTHROPIC_API_KEY}", "${MUSTER_SITE_URL}/docs/");
  }

  @Test
  void a_plan_changed_in_the_database_is_not_loaded() {
    var digest = plans.freeze(plan.file()).digest();
    TestDatabase.jdbc()
        .sql(
            "update muster.frozen_file set content = 'x' where digest = ? and path like 'prompts%'")
        .param(digest)
        .update();

    assertThatThrownBy(() -> plans.load(digest))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was changed in the database");
  }

  @Test
  void an_unknown_digest_and_a_faulty_plan_are_refused() {
    assertThatThrownBy(() -> plans.load("none")).isInstanceOf(IllegalArgumentException.class);
    plan.with("saving: 70", "saving: 60");
    assertThatThrownBy(() -> plans.freeze(plan.file()))
        .isInstanceOf(PlanInvalid.class)
        .hasMessageContaining("70 or stricter");
  }
}
