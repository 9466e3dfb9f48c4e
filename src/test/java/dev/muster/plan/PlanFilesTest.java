package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFilesTest {
  @TempDir private Path outer;
  private Path folder;
  private SmallPlan plan;

  @BeforeEach
  void smallPlan() {
    folder = outer.resolve("plans");
    plan = new SmallPlan(folder);
  }

  @Test
  void a_prompt_that_links_out_of_the_plan_is_refused() throws IOException {
    var outside = Files.writeString(outer.resolve("secret.md"), "secret");
    Files.delete(folder.resolve("prompts/builder.md"));
    Files.createSymbolicLink(folder.resolve("prompts/builder.md"), outside);

    assertThat(plan.problems()).singleElement().asString().contains("leads out of the plan's");
  }

  @Test
  void a_link_in_a_template_is_refused() throws IOException {
    var outside = Files.writeString(outer.resolve("secret.md"), "secret");
    Files.createSymbolicLink(folder.resolve("tasks/build/template/link"), outside);

    assertThat(plan.problems())
        .singleElement()
        .asString()
        .contains("tasks/build/template/link is no plain file");
  }

  @Test
  void files_are_bounded() throws IOException {
    Files.write(folder.resolve("tasks/build/template/big"), new byte[PlanFiles.MAX_FILE_BYTES + 1]);

    assertThat(plan.problems()).singleElement().asString().contains("template/big is too large");
  }

  @Test
  void many_files_are_bounded() {
    for (int i = 0; i <= PlanFiles.MAX_FILES; i++) {
      plan.write("tasks/build/template/f" + i, "x");
    }
    assertThat(plan.problems()).singleElement().asString().contains("reaches too many files");
  }

  @Test
  void an_empty_or_binary_prompt_is_refused() throws IOException {
    plan.write("prompts/builder.md", " \n");
    Files.write(folder.resolve("tasks/build/prompt.md"), new byte[] {(byte) 0xC3, (byte) 0x28});

    assertThat(plan.problems())
        .anyMatch(p -> p.contains("agents.builder.prompt names an empty file"))
        .anyMatch(p -> p.contains("tasks.build.prompt names a file that is no text"));
  }

  @Test
  void a_folder_where_a_file_is_named_and_the_other_way_round() {
    plan.with("seed: tasks/build/seed.sql", "seed: tasks/build")
        .with("template: tasks/build/template", "template: tasks/build/seed.sql");

    assertThat(plan.problems())
        .anyMatch(p -> p.contains("tasks.build.seed names the missing file"))
        .anyMatch(p -> p.contains("tasks.build.template names the missing folder"));
  }

  @Test
  void an_empty_template_folder_is_refused() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    plan.with("template: tasks/build/template", "template: empty");

    assertThat(plan.problems()).anyMatch(p -> p.contains("tasks.build.template is an empty"));
  }
}
