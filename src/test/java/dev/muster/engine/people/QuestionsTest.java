package dev.muster.engine.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.approval.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every user task of the diagrams is a question that the approval room knows, and the other way.
 */
class QuestionsTest {
  private static final Pattern TASK = Pattern.compile("<bpmn:userTask [^>]*>");

  @Test
  void every_user_task_is_of_a_known_kind_with_its_form_and_its_group() throws IOException {
    var seen = EnumSet.noneOf(Kind.class);
    try (var files = Files.list(Path.of("processes"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".bpmn")).toList()) {
        for (var task : TASK.matcher(Files.readString(file)).results().toList()) {
          var kind = Questions.kind(attribute(task, "id"));
          assertThat(attribute(task, "camunda:candidateGroups")).isEqualTo(kind.group());
          assertThat(attribute(task, "camunda:formRef"))
              .isEqualTo(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
          seen.add(kind);
        }
      }
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(Kind.class));
  }

  @Test
  void an_unknown_user_task_is_refused_by_name() {
    assertThatThrownBy(() -> Questions.kind("Task_Guess"))
        .hasMessageStartingWith("user task Task_Guess is of no known kind");
  }

  private static String attribute(MatchResult task, String name) {
    var found = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(task.group());
    assertThat(found.find()).as(name + " of " + task.group()).isTrue();
    return found.group(1);
  }
}
