package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanYamlTest {
  @TempDir private Path folder;

  private List<String> problemsOf(byte[] content) throws IOException {
    var file = Files.write(folder.resolve("plan.yaml"), content);
    return PlanCheck.check(file).stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  private String oneProblemOf(String content) throws IOException {
    var problems = problemsOf(content.getBytes(StandardCharsets.UTF_8));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).doesNotContain("\n");
    return problems.get(0);
  }

  @Test
  void a_missing_file_is_one_line() {
    assertThat(PlanCheck.check(folder.resolve("none.yaml")))
        .singleElement()
        .satisfies(p -> assertThat(p.what()).isEqualTo("no such file"));
  }

  @Test
  void a_folder_is_no_plan() {
    assertThat(PlanCheck.check(folder))
        .singleElement()
        .satisfies(p -> assertThat(p.what()).isEqualTo("not a file"));
  }

  @Test
  void an_empty_file_is_one_line() throws IOException {
    assertThat(oneProblemOf("")).startsWith("plan.yaml: the file is empty");
    assertThat(oneProblemOf("# nothing\n")).contains("the file is empty");
  }

  @Test
  void a_list_is_no_plan() throws IOException {
    assertThat(oneProblemOf("- a\n- b\n")).startsWith("plan.yaml:1: the file is no map");
  }

  @Test
  void a_tab_is_named() throws IOException {
    assertThat(oneProblemOf("name: x\nmodels:\n\topus: 1\n"))
        .startsWith("plan.yaml:3: a tab in the indentation");
  }

  @Test
  void a_broken_structure_has_its_line() throws IOException {
    assertThat(oneProblemOf("name: x\nmodels: {a: [1, 2\nagents: 3\n"))
        .matches("plan\\.yaml:[23]: not readable as YAML: .*");
    assertThat(oneProblemOf("name: x\n---\nname: y\n")).contains("not readable as YAML");
  }

  @Test
  void bytes_that_are_no_text_are_one_line() throws IOException {
    assertThat(problemsOf(new byte[] {'a', ':', ' ', (byte) 0xC3, (byte) 0x28}))
        .containsExactly(
            "plan.yaml: not UTF-8, the file holds bytes that are no text, save the file as"
                + " UTF-8");
    assertThat(oneProblemOf("name: \u0000x\n")).contains("not readable as YAML");
  }

  @Test
  void a_byte_order_mark_is_no_fault() throws IOException {
    assertThat(problemsOf("\uFEFFname: x\n".getBytes(StandardCharsets.UTF_8)))
        .noneMatch(p -> p.contains("unknown key"));
  }

  @Test
  void a_huge_file_is_not_read() throws IOException {
    assertThat(problemsOf(new byte[PlanYaml.MAX_BYTES + 1]))
        .singleElement()
        .asString()
        .contains("file too large");
  }

  @Test
  void a_billion_laughs_are_refused() throws IOException {
    var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 10; i++) {
      var alias = "*a" + (i - 1);
      text.append("a").append(i).append(": &a").append(i).append(" [");
      text.append(String.join(", ", java.util.Collections.nCopies(9, alias))).append("]\n");
    }
    assertThat(problemsOf(text.toString().getBytes(StandardCharsets.UTF_8)))
        .anyMatch(p -> p.contains("not readable as YAML") || p.contains("too much content"))
        .hasSizeLessThan(20);
  }

  @Test
  void an_alias_of_itself_is_refused() throws IOException {
    assertThat(problemsOf("name: &a [*a]\nmodels: &b {x: *b}\n".getBytes(StandardCharsets.UTF_8)))
        .anyMatch(p -> p.contains("too much content"));
  }

  @Test
  void deep_nesting_is_refused() throws IOException {
    assertThat(oneProblemOf("name: " + "[".repeat(5000) + "]".repeat(5000)))
        .contains("not readable as YAML");
  }

  @Test
  void endless_names_do_not_exhaust_the_stack() throws IOException {
    var endless = "a-".repeat(100_000) + "a";
    assertThat(
            problemsOf(
                ("name: " + endless + "\nmodels: {? " + endless + " : 1}\n")
                    .getBytes(StandardCharsets.UTF_8)))
        .allMatch(p -> p.length() < 400);
  }
}
