package dev.muster.content;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cassettes hold what a model would say, and only tools that exist. */
class CassettesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SITE = Cassette.PLANS.resolve("site");
  private static final Map<String, Set<String>> TOOLS =
      Map.ofEntries(
          entry("filesystem__read_file", Set.of("path")),
          entry("filesystem__write_file", Set.of("path", "content")),
          entry("filesystem__edit_file", Set.of("path", "old_text", "new_text")),
          entry("filesystem__list_directory", Set.of("path")),
          entry("git__status", Set.of()),
          entry("git__diff", Set.of()),
          entry("git__log", Set.of("max")),
          entry("git__add", Set.of("paths")),
          entry("git__commit", Set.of("message")),
          entry("execution__run", Set.of("command", "args")),
          entry("database__query", Set.of("sql")),
          entry("web__get", Set.of("url")),
          entry("sessions__list", Set.of()),
          entry("apis__operations", Set.of()),
          entry("apis__call", Set.of("operation_id", "arguments")),
          entry("linear__get_project", Set.of("name")),
          entry("linear__list_issues", Set.of("project")),
          entry("linear__get_issue", Set.of("id")),
          entry("linear__create_comment", Set.of("issueId", "body")));

  /** What each agent's canary must call: all of its servers. */
  private static final Map<String, Set<String>> SERVERS =
      Map.of(
          "project-manager", Set.of("filesystem", "git", "linear", "sessions"),
          "backend-developer", Set.of("filesystem", "git", "database", "execution", "web"),
          "frontend-developer", Set.of("filesystem", "git", "execution", "web"),
          "qa-lead", Set.of("filesystem", "execution", "database", "git"),
          "code-reviewer", Set.of("filesystem", "git", "web", "execution"),
          "infrastructure-engineer", Set.of("filesystem", "database", "execution", "git"),
          "devops-engineer", Set.of("filesystem", "execution", "git"),
          "security-reviewer", Set.of("filesystem", "git", "web", "execution"),
          "marketing-manager", Set.of("filesystem", "git", "web"),
          "operations-automation", Set.of("filesystem", "execution", "database", "apis"));

  static Stream<Path> cassettes() throws IOException {
    return Stream.concat(
            Files.walk(Cassette.PLANS.resolve("cassettes")),
            Files.walk(Cassette.PLANS.resolve("cassettes-broken")))
        .filter(Files::isRegularFile);
  }

  @ParameterizedTest
  @MethodSource("cassettes")
  void names_only_tools_and_arguments_that_exist(Path file) {
    var cassette = Cassette.read(file);
    assertThat(cassette.entries()).hasSizeBetween(1, 14);
    assertThat(cassette.calls())
        .allSatisfy(c -> assertThat(TOOLS.get(c.name())).isEqualTo(c.arguments().keySet()));
    var last = cassette.entries().get(cassette.entries().size() - 1);
    assertThat(last.tools()).as("the last message closes the work").isEmpty();
    assertThat(last.text()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("cassettes")
  void a_judge_answers_one_score_with_reasons(Path file) throws IOException {
    if (!file.getFileName().toString().startsWith("judge.")) {
      return;
    }
    var cassette = Cassette.read(file);
    assertThat(cassette.entries()).hasSize(1);
    var answer = JSON.readTree(cassette.entries().get(0).text());
    assertThat(answer.get("reasons").asText()).isNotBlank();
    if (file.startsWith(Cassette.PLANS.resolve("cassettes-broken"))) {
      assertThat(answer.get("score").asDouble()).isLessThan(8);
    } else {
      assertThat(answer.get("score").asDouble()).isBetween(8.0, 9.5);
    }
  }

  @Test
  void every_canary_calls_every_server_of_its_agent() {
    SERVERS.forEach(
        (agent, servers) ->
            assertThat(servers(Cassette.of("none", agent, "canary-" + agent)))
                .as(agent)
                .isEqualTo(servers));
  }

  @Test
  void every_task_has_prompt_rubric_checks_cassette_and_judge() throws IOException {
    try (var tasks = Files.list(Cassette.PLANS.resolve("tasks"))) {
      for (var task : tasks.toList()) {
        assertThat(task.resolve("prompt.md")).isNotEmptyFile();
        assertThat(task.resolve("rubric.md")).isNotEmptyFile();
        assertThat(task.resolve("checks")).isNotEmptyDirectory();
        var judge = "judge." + task.getFileName() + ".yaml";
        assertThat(Cassette.PLANS.resolve("cassettes").resolve(judge)).exists();
      }
    }
  }

  @Test
  void a_spoiled_cassette_goes_on_once_after_the_failed_check() throws IOException {
    try (var files = Files.walk(Cassette.PLANS.resolve("cassettes-broken"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var good = Cassette.read(Cassette.PLANS.resolve("cassettes").resolve(file.getFileName()));
        var more = file.getFileName().toString().startsWith("judge.") ? 0 : 1;
        assertThat(Cassette.read(file).entries()).hasSize(good.entries().size() + more);
      }
    }
  }

  @Test
  void pages_and_operations_that_cassettes_ask_for_exist() throws IOException {
    var openapi = JSON.readTree(SITE.resolve("openapi.json").toFile());
    var declared = openapi.findValuesAsText("operationId");
    var answered = JSON.readTree(SITE.resolve("operations.json").toFile());
    assertThat(Set.copyOf(answered.findValuesAsText("operationId")))
        .isEqualTo(Set.copyOf(declared));
    for (var file : allCassettes()) {
      for (var call : Cassette.read(file).calls()) {
        if (call.name().equals("web__get")) {
          var page = call.argument("url").replace("${MUSTER_SITE_URL}/docs/", "");
          assertThat(SITE.resolve(page)).exists();
        } else if (call.name().equals("apis__call")) {
          assertThat(declared).contains(call.argument("operation_id"));
        }
      }
    }
  }

  private static List<Path> allCassettes() throws IOException {
    try (var files = cassettes()) {
      return files.toList();
    }
  }

  private static Set<String> servers(Cassette cassette) {
    return cassette.calls().stream().map(Cassette.Call::server).collect(Collectors.toSet());
  }
}
