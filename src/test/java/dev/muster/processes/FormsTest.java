package dev.muster.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasklist 7.24 can show every form, and a form asks for nothing but decision and reason. */
class FormsTest {

  private static final Path FOLDER = Path.of("forms");

  /** What form-js 1.8.7 knows, which is what Tasklist 7.24 bundles. */
  private static final int NEWEST_SCHEMA = 16;

  private static final Set<String> KNOWN =
      Set.of(
          "text",
          "textfield",
          "textarea",
          "radio",
          "select",
          "number",
          "checkbox",
          "checklist",
          "taglist",
          "datetime",
          "html",
          "image",
          "table",
          "group",
          "dynamiclist",
          "expression",
          "iframe",
          "separator",
          "spacer",
          "button");

  static List<Path> forms() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".form")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void tasklist_can_show_it(Path file) throws IOException {
    var form = read(file);
    assertThat(form.path("schemaVersion").asInt()).isBetween(1, NEWEST_SCHEMA);
    assertThat(form.path("executionPlatform").asText()).isEqualTo("Camunda Platform");
    assertThat(form.path("executionPlatformVersion").asText()).isEqualTo("7.24.0");
    assertThat(file.getFileName()).hasToString(form.path("id").asText() + ".form");
    assertThat(components(form)).allMatch(c -> KNOWN.contains(c.path("type").asText()));
    assertThat(components(form).map(c -> c.path("id").asText())).doesNotHaveDuplicates();
  }

  @Test
  void there_is_a_form_for_every_question_and_no_other() throws IOException {
    var wanted = new TreeSet<>(Contract.DECISIONS.keySet());
    wanted.add("start-deployment");
    var names = forms().stream().map(f -> f.getFileName().toString().replace(".form", ""));
    assertThat(names).containsExactlyElementsOf(wanted);
    assertThat(Contract.QUESTIONS.values().stream().map(Contract.Question::form))
        .containsExactlyInAnyOrderElementsOf(Contract.DECISIONS.keySet());
  }

  @Test
  void a_question_shows_what_is_decided_and_asks_for_decision_and_reason_only() throws IOException {
    for (var question : Contract.DECISIONS.entrySet()) {
      var form = read(FOLDER.resolve(question.getKey() + ".form"));
      assertThat(keys(form)).isEqualTo(Set.of("decision", "reason"));
      var text = components(form).map(c -> c.path("text").asText()).collect(Collectors.joining());
      assertThat(text).contains("{{summary}}", "{{figures}}", "{{digest}}");
      var decision = field(form, "decision");
      assertThat(decision.at("/validate/required").asBoolean()).isTrue();
      assertThat(values(decision)).isEqualTo(question.getValue());
    }
  }

  @Test
  void a_reason_is_asked_for_always_or_for_a_decision_that_the_form_offers() throws IOException {
    for (var question : Contract.DECISIONS.entrySet()) {
      var reason = field(read(FOLDER.resolve(question.getKey() + ".form")), "reason");
      var always = reason.at("/validate/required").asBoolean();
      var requiredFor = reason.at("/properties/requiredFor").asText();
      assertThat(always || question.getValue().contains(requiredFor))
          .as(question.getKey())
          .isTrue();
    }
  }

  @Test
  void a_deployment_is_started_with_a_plan_file() throws IOException {
    assertThat(keys(read(FOLDER.resolve("start-deployment.form")))).isEqualTo(Set.of("planFile"));
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private static Stream<JsonNode> components(JsonNode form) {
    return StreamSupport.stream(form.path("components").spliterator(), false);
  }

  private static Set<String> keys(JsonNode form) {
    return components(form)
        .filter(c -> c.has("key"))
        .map(c -> c.path("key").asText())
        .collect(Collectors.toSet());
  }

  private static JsonNode field(JsonNode form, String key) {
    return components(form).filter(c -> c.path("key").asText().equals(key)).findFirst().get();
  }

  private static Set<String> values(JsonNode field) {
    return StreamSupport.stream(field.path("values").spliterator(), false)
        .map(v -> v.path("value").asText())
        .collect(Collectors.toSet());
  }
}
