package dev.muster.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a form offers is what its kind of question takes. */
class KindsAndFormsTest {

  @ParameterizedTest
  @EnumSource(Kind.class)
  void decisions_and_reasons_are_those_of_the_form(Kind kind) throws IOException {
    var name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    var form = new ObjectMapper().readTree(Path.of("forms", name + ".form").toFile());
    var offered = new HashSet<String>();
    component(form, "decision").path("values").forEach(v -> offered.add(v.path("value").asText()));
    assertThat(offered).isEqualTo(Set.copyOf(kind.decisions()));

    var reason = component(form, "reason");
    var always = reason.at("/validate/required").asBoolean();
    assertThat(kind.explained())
        .isEqualTo(always ? offered : Set.of(reason.at("/properties/requiredFor").asText()));
    for (var decision : kind.decisions()) {
      assertThat(Outcomes.of(kind, decision).outcome()).isNotBlank().isNotEqualTo("VOID");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void the_page_says_what_needs_a_reason(Kind kind) throws IOException {
    var rows =
        Files.readAllLines(Path.of("docs/processes.md")).stream()
            .filter(line -> line.matches("\\|.*\\| (approvers|operators) \\|.*"));
    var explained = kind.decisions().stream().filter(kind.explained()::contains).toList();
    var told =
        List.of(
            kind.group(), String.join(", ", kind.decisions()), String.join(", ", explained), "");
    assertThat(rows.toList())
        .hasSize(Kind.values().length)
        .anyMatch(row -> (row + " ").endsWith(" | " + String.join(" | ", told)));
  }

  private static JsonNode component(JsonNode form, String key) {
    for (var component : form.path("components")) {
      if (component.path("key").asText().equals(key)) {
        return component;
      }
    }
    throw new AssertionError("the form has no field " + key);
  }
}
