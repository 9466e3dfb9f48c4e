package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.client.ConfigImport.Fragment;
import dev.muster.client.ConfigImport.Source;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.PlanCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients' own files in a plan's words. */
class ImportTest {
  @TempDir Path home;

  @BeforeEach
  void filesOfFiveClients() throws IOException {
    write(
        Kind.QWEN_CODE,
        """
        { // of mine
          "mcpServers": {
            "Files": {"command": "npx", "args": ["-y", "@scope/server-filesystem@2026.8.31",
                "/srv/a/long/path/with/digits/20261123/inside"],
              "env": {"FOO": "bar", "API_KEY": "hunter2-in-clear", "TEAM": "$TEAM_NAME"},
              "cwd": "/srv", "timeout": 15000, "trust": true, "includeTools": ["read"]},
            "linear": {"httpUrl": "https://mcp.linear.app/mcp?api_key=hunter2-in-clear",
              "headers": {"Authorization": "Bearer hunter2-in-clear", "X-Lab": "hunter2-in-clear"}},
            "old": {"url": "http://x/sse"}}}
        """);
    write(
        Kind.GEMINI_CLI,
        """
        {"mcpServers": {
          "linear": {"type": "http", "url": "https://mcp.linear.app/other",
            "headers": {"Authorization": "Bearer ${LINEAR_TOKEN}"}},
          "git": {"command": "git-mcp", "excludeTools": ["push"]}}}
        """);
    write(
        Kind.COPILOT_CLI,
        """
        {"mcpServers": {"everything": {"tools": ["*"], "type": "local", "command": "docker",
          "args": ["run", "-e", "GITHUB_TOKEN=hunter2-in-clear", "--header",
            "Authorization: Bearer hunter2-in-clear", "--access-token", "hunter2-in-clear",
            "--api-key=hunter2-in-clear", "postgres://me:hunter2-in-clear@h/db",
            "a3f5a3f5a3f5a3f5a3f5a3f5a3f5a3f5"], "env": {}}}}
        """);
    write(
        Kind.CLAUDE_CODE,
        """
        {"numStartups": 3, "mcpServers": {
          "Files": {"type": "stdio", "command": "npx", "args": ["-y", "other"],
            "env": {"API_KEY": "another-hunter2-in-clear"}}}}
        """);
    write(
        Kind.MCPORTER,
        """
        {"imports": [], "mcpServers": {
          "linear": {"baseUrl": "https://mcp.linear.app/other",
            "headers": {"Authorization": "Bearer ${LINEAR_TOKEN:-none}"},
            "blockedTools": ["delete"]},}, }
        """);
  }

  @Test
  void no_secret_in_clear_leaves_the_files() {
    Fragment read = read();
    assertThat(read.toString()).doesNotContain("hunter2").doesNotContain("a3f5a3f5");
    assertThat(read.names())
        .contains("API_KEY", "LINEAR_API_KEY", "LINEAR_AUTHORIZATION", "GITHUB_TOKEN")
        .contains("EVERYTHING_ACCESS_TOKEN", "FILES_API_KEY", "EVERYTHING_API_KEY")
        .allMatch(name -> name.matches("[A-Z][A-Z0-9_]*"));
    assertThat(read.yaml())
        .contains("Authorization: Bearer ${LINEAR_AUTHORIZATION}")
        .contains("GITHUB_TOKEN=${GITHUB_TOKEN}")
        .contains("'Authorization: Bearer ${EVERYTHING_AUTHORIZATION}'")
        .contains("https://mcp.linear.app/mcp?api_key=${LINEAR_API_KEY}")
        .contains("--api-key=${EVERYTHING_API_KEY}");
  }

  @Test
  void what_people_typed_stays_readable() {
    assertThat(read().yaml())
        .contains("'@scope/server-filesystem@2026.8.31'")
        .contains("/srv/a/long/path/with/digits/20261123/inside")
        .contains("FOO: bar", "TEAM: ${TEAM_NAME}", "cwd: /srv", "timeoutSeconds: 15");
  }

  @Test
  void what_a_plan_cannot_say_is_told() {
    assertThat(read().remarks())
        .anyMatch(r -> r.contains("server Files keeps to itself") && r.contains("trust"))
        .anyMatch(r -> r.contains("server old is left out"))
        .anyMatch(r -> r.contains("server Files is called files-claude-code here"))
        .anyMatch(r -> r.contains("server git is called git-mcp here"))
        .anyMatch(r -> r.contains("refers to LINEAR_TOKEN"))
        .allMatch(r -> r.lines().count() == 1);
  }

  /** The fragment stands in a plan without a single fault. */
  @Test
  void the_fragment_is_a_part_of_a_plan() throws IOException {
    Path plans = Files.createDirectories(home.resolve("plans"));
    copy(Path.of("plans"), plans);
    Files.writeString(plans.resolve("mine.yaml"), "extends: rehearsal.yaml\n" + read().yaml());
    assertThat(PlanCheck.check(plans.resolve("mine.yaml")))
        .filteredOn(p -> p.file().endsWith("mine.yaml"))
        .isEmpty();
  }

  @Test
  void a_broken_file_is_named_and_the_others_are_read() throws IOException {
    write(Kind.QWEN_CODE, "{\"mcpServers\": {\"a\": ");
    Fragment read = read();
    assertThat(read.complete()).isFalse();
    assertThat(read.remarks()).anyMatch(r -> r.contains(".qwen/settings.json is left out"));
    assertThat(read.yaml()).contains("git-mcp").doesNotContain("qwen-code");
  }

  private Fragment read() {
    List<Source> sources = new ArrayList<>();
    Arrays.stream(Kind.values()).forEach(kind -> sources.add(Source.user(kind, home)));
    return ConfigImport.of(sources);
  }

  private void write(Kind kind, String text) throws IOException {
    Path file = home.resolve(Format.of(kind).file());
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
