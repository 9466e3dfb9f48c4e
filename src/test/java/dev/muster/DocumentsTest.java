package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.MusterCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents name is there. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+Test)`");

  static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md")), docs.filter(f -> f.toString().endsWith(".md")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_lead_somewhere(Path document) throws IOException {
    var links = LINK.matcher(Files.readString(document)).results().map(found -> found.group(1));
    assertThat(links).allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void tests_that_are_named_exist(Path document) throws IOException {
    var named = TEST.matcher(Files.readString(document)).results().map(found -> found.group(1));
    assertThat(named.toList()).isSubsetOf(tests());
  }

  @Test
  void every_room_is_in_the_table() throws IOException {
    var page = Files.readString(Path.of("docs/architecture.md"));
    for (var line : House.LINES) {
      var rooms = line.stream().map(room -> "`" + room + "`").toList();
      assertThat(page)
          .contains("| " + (House.LINES.indexOf(line) + 1) + " | " + String.join(", ", rooms));
    }
  }

  @Test
  void every_process_is_in_its_table() throws IOException {
    var page = Files.readString(Path.of("docs/processes.md"));
    try (Stream<Path> diagrams = Files.list(Path.of("processes"))) {
      assertThat(diagrams.map(file -> file.getFileName().toString().replace(".bpmn", "")))
          .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }
  }

  @Test
  void every_option_of_a_rehearsal_is_in_the_readme() throws IOException {
    var readme = Files.readString(Path.of("README.md"));
    var rehearse = new picocli.CommandLine(new MusterCommand()).getSubcommands().get("rehearse");
    assertThat(rehearse.getCommandSpec().optionsMap().keySet())
        .filteredOn(name -> !List.of("-h", "--help", "-V", "--version").contains(name))
        .allSatisfy(name -> assertThat(readme).contains("| `" + name));
  }

  /** In the first cell of the command's own row. */
  @Test
  void every_option_of_the_other_commands_is_in_the_readme() throws IOException {
    var readme = Files.readString(Path.of("README.md"));
    var all = new picocli.CommandLine(new MusterCommand()).getSubcommands();
    for (var name : all.keySet()) {
      var row = readme.lines().filter(line -> line.startsWith("| `" + name)).findFirst();
      assertThat(row).as(name).isPresent();
      assertThat(all.get(name).getCommandSpec().options())
          .filteredOn(option -> !name.equals("rehearse") && !option.usageHelp())
          .filteredOn(option -> !option.versionHelp())
          .allSatisfy(
              option ->
                  assertThat(row.get().split("\\|")[1])
                      .contains(
                          (option.required() ? " " : "[")
                              + option.longestName()
                              + " ".repeat(option.arity().max() > 0 ? 1 : 0)));
    }
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> name.replace(".java", ""))
          .distinct()
          .toList();
    }
  }
}
