package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassettesTest {

  @Test
  void reads_text_and_tool_calls_with_json_values() {
    var cassette = Cassettes.of(Played.files()).find("reporter", "weather").orElseThrow();
    var first = cassette.at(0).orElseThrow();
    assertThat(first.text()).isEqualTo("I look at the weather first.");
    assertThat(first.calls().get(0).arguments())
        .isEqualTo(
            Map.of("url", "https://weather.example/basel", "days", 2, "units", List.of("metric")));
    assertThat(first.calls().get(1).arguments()).isEmpty();
    assertThat(cassette.at(2)).isEmpty();
  }

  @Test
  void an_overlay_takes_the_place_of_a_file_by_name(@TempDir Path folder) throws Exception {
    var base = Files.createDirectories(folder.resolve("cassettes"));
    var broken = Files.createDirectories(folder.resolve("broken/agent"));
    for (var file : Played.files().entrySet()) {
      Files.write(base.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(broken.resolve("reporter.weather.yaml"), "messages: [{text: no idea}]\n");
    var cassettes = Cassettes.of(base, broken);
    assertThat(cassettes.size()).isEqualTo(2);
    assertThat(said(cassettes, "reporter")).isEqualTo("no idea");
    assertThat(said(cassettes, "judge")).startsWith("{\"score\"");
  }

  private static String said(Cassettes cassettes, String role) {
    return cassettes.find(role, "weather").orElseThrow().at(0).orElseThrow().text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "messages:\\n- text: a\\n  usage: 5|a.b.yaml:3: unknown key 'usage'; known: text, tools",
        "usage: 5|a.b.yaml:1: unknown key 'usage'; known: messages",
        "messages: all|a.b.yaml:1: 'messages' must be a list with entries, found a str value",
        "messages:\\n- text: {score: 8}|a.b.yaml:2: 'text' must be text (quote it), found a mapping",
        "messages:\\n- text: 12|a.b.yaml:2: 'text' must be text (quote it), found a int value",
        "messages:\\n- tools:\\n  - arguments: {a: b}|a.b.yaml:3: 'name' is missing",
        "messages:\\n- tools:\\n  - name: not a name|a.b.yaml:3: tool name 'not a name' is not"
            + " server__tool",
        "messages:\\n- tools:\\n  - name: a__b\\n    arguments: [1]|a.b.yaml:4: expected a mapping,"
            + " found a list",
        "messages:\\n- tools:\\n  - name: a__b\\n    arguments: {day: 2026-11-01}|a.b.yaml:4:"
            + " arguments are not JSON values: a Date (quote it to make it text)",
        "messages:\\n- text: a\\n  text: b|a.b.yaml:3: key 'text' stands here twice",
        "messages:\\n- text: ' '|a.b.yaml:2: a message says something: text, tools or both",
        "messages:\\n- text: 'open|a.b.yaml:2: is not YAML: found unexpected end of stream",
        "# nothing|a.b.yaml:1: is empty; expected messages:",
      })
  void refuses_what_the_format_does_not_know_in_one_line(String yaml, String problem) {
    var files = Map.of("a.b.yaml", Played.bytes(yaml.replace("\\n", "\n")));
    assertThatThrownBy(() -> Cassettes.of(files))
        .isInstanceOf(CassettesInvalid.class)
        .hasMessage(problem);
  }

  @Test
  void names_every_broken_file_at_once() {
    var files = Map.of("nodot.yaml", Played.bytes(Played.JUDGE), "a.b.yaml", Played.bytes("x: 1"));
    assertThatThrownBy(() -> Cassettes.of(files))
        .isInstanceOfSatisfying(
            CassettesInvalid.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "a.b.yaml:1: unknown key 'x'; known: messages",
                        "nodot.yaml:1: a cassette is named ROLE.TASK.yaml, with letters, digits, -"
                            + " and _"));
  }

  @Test
  void says_when_the_broken_file_is_the_overlay() {
    var overlay = Map.of("judge.weather.yaml", Played.bytes("messages:\n- text: 'a's'"));
    assertThatThrownBy(() -> Cassettes.of(Played.files(), overlay))
        .hasMessageStartingWith("overlay/judge.weather.yaml:2: is not YAML: ");
  }
}
