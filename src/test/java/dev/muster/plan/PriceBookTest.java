package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A price book in a file of its own, beside a plan or alone. */
class PriceBookTest {
  private static final String ROW =
      "claude-opus-5: {input: 5, output: 25.00, effectiveFrom: 2026-09-23, source: a price list}";
  private static final String INLINE = "prices:\n  " + ROW;
  @TempDir Path folder;
  private SmallPlan plan;

  @BeforeEach
  void small() {
    plan = new SmallPlan(folder);
  }

  @Test
  void rows_beside_the_plan_are_frozen_with_it_under_the_same_digest_as_rows_in_it() {
    var inline = PlanCheck.read(plan.file());
    plan.write("prices.yaml", ROW + "\n");
    var beside = PlanCheck.read(plan.with(INLINE, "prices: prices.yaml").file());

    assertThat(beside.plan()).isEqualTo(inline.plan());
    assertThat(beside.digest()).isEqualTo(inline.digest());

    plan.write("prices.yaml", ROW.replace("input: 5", "input: 6") + "\n");
    assertThat(PlanCheck.read(plan.file()).digest()).isNotEqualTo(inline.digest());
  }

  @Test
  void a_plan_that_extends_another_one_adds_rows_to_its_file() {
    plan.write("prices.yaml", ROW + "\n");
    plan.with(INLINE, "prices: prices.yaml").file();
    var child =
        plan.write(
            "child.yaml",
            "extends: plan.yaml\nprices:\n"
                + "  more: {input: 1, output: 2, effectiveFrom: 2026-01-01, source: x}\n");

    assertThat(PlanCheck.read(child).plan().prices()).containsOnlyKeys("claude-opus-5", "more");
  }

  @Test
  void faults_are_told_in_the_file_that_holds_them() {
    plan.with(INLINE, "prices: prices.yaml");
    assertThat(plan.problems()).anyMatch(p -> p.startsWith("prices.yaml: no such file"));

    plan.write("prices.yaml", ROW.replace("input: 5", "input: five") + "\n");
    assertThat(plan.problems())
        .singleElement()
        .asString()
        .startsWith("prices.yaml:1: prices.claude-opus-5.input does not fit");

    plan.with("prices: prices.yaml", "prices: ../prices.yaml");
    assertThat(plan.problems())
        .anyMatch(p -> p.contains("prices names '../prices.yaml'") && p.contains("one folder"));
  }

  @Test
  void the_shipped_book_is_read_alone_and_holds_what_the_plan_holds() throws IOException {
    var file = Path.of("plans/prices.yaml");
    var book = PriceBook.read("prices.yaml", Files.readString(file));

    assertThat(book)
        .isEqualTo(PlanCheck.read(Path.of("plans/multi-model-swarm.yaml")).plan().prices());
    assertThat(book.get("gemini-3-8-flash").rows()).hasSize(2);
  }

  @Test
  void a_faulty_book_is_refused_with_every_fault() {
    assertThatThrownBy(
            () -> PriceBook.read("book.yaml", "a: {input: 1, output: x, source: s}\nB: 3\n"))
        .isInstanceOf(PlanInvalid.class)
        .hasMessageContaining("book.yaml:1:")
        .hasMessageContaining("effectiveFrom")
        .hasMessageContaining("output does not fit")
        .hasMessageContaining("name 'B'");
    assertThatThrownBy(() -> PriceBook.read("book.yaml", "")).isInstanceOf(PlanInvalid.class);
    assertThatThrownBy(() -> PriceBook.read("book.yaml", "- a\n")).isInstanceOf(PlanInvalid.class);
  }
}
