package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.client.Drift.State;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claude Code's denied tools, in its own settings. */
class DenialsTest {
  @TempDir Path home;
  private ClientFixture room;
  private Client claude;
  private Path settings;

  @BeforeEach
  void scratchHome() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
    claude = room.client(Kind.CLAUDE_CODE);
    settings = home.resolve(".claude/settings.json");
  }

  @Test
  void denied_tools_stand_among_the_persons_own() throws IOException {
    Files.createDirectories(settings.getParent());
    String before =
        """
        {
          "model": "opus",
          "permissions": {
            "deny": [
              "Bash(rm:*)"
            ]
          }
        }
        """;
    Files.writeString(settings, before);

    room.clients.bind(room.dep, claude, files(new Tools(List.of(), List.of("drop"))));

    assertThat(settings)
        .hasContent(
            before.replace("\"Bash(rm:*)\"", "\"Bash(rm:*)\",\n      \"mcp__files__drop\""));
    assertThat(room.clients.drift(room.dep)).hasSize(2).noneMatch(Drift::drifted);
    Files.writeString(settings, Files.readString(settings).replace("opus", "sonnet"));
    room.journal.takeBack(room.dep);
    assertThat(settings).hasContent(before.replace("opus", "sonnet"));
  }

  @Test
  void allowed_tools_deny_the_rest() {
    room.clients.bind(room.dep, claude, files(new Tools(List.of("read"), List.of())));
    assertThat(DeniedToolCutter.denied(bytes()))
        .containsExactly("mcp__files__list", "mcp__files__drop");
    room.journal.takeBack(room.dep);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void a_denial_that_somebody_removed_is_drift_and_no_longer_as_written() throws IOException {
    McpServer server = files(new Tools(List.of(), List.of("drop")));
    room.clients.bind(room.dep, claude, server);
    assertThat(room.clients.check(claude, server).asWritten()).isTrue();
    Files.writeString(settings, "{}");

    assertThat(room.clients.check(claude, server).asWritten()).isFalse();
    assertThat(room.clients.drift(room.dep))
        .filteredOn(Drift::drifted)
        .extracting(Drift::entry, Drift::state)
        .containsExactly(org.assertj.core.api.Assertions.tuple("mcp__files__drop", State.REMOVED));
  }

  @Test
  void settings_that_cannot_be_read_fail_before_the_server_is_there() throws IOException {
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "{\"permissions\": []}");
    assertThatThrownBy(
            () -> room.clients.bind(room.dep, claude, files(new Tools(List.of(), List.of("drop")))))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining(settings.toString());
    assertThat(settings).hasContent("{\"permissions\": []}");
    assertThat(room.file(Kind.CLAUDE_CODE)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ }",
        "{\"permissions\":{}}",
        "{\"permissions\": { }, \"a\": 1}",
        "{\"permissions\":{\"deny\":[]}}",
        "{\n\t\"permissions\": {\n\t\t\"deny\": [ ]\n\t}\n}\n",
        "{\r\n  \"permissions\": {\r\n    \"allow\": [\"x\"]\r\n  }\r\n}\r\n",
        "{\"permissions\":{\"deny\":[\"a\", [\"b\"], 1 ]}}",
        "{\"z\":[1,{\"permissions\":2}],\"permissions\":{\"deny\":[\"a\"],\"ask\":[]}}",
      })
  void cutting_is_the_inverse_of_denying(String text) {
    List<String> tools = List.of("mcp__x__a", "mcp__x__b");
    byte[] before = text.getBytes(UTF_8);
    byte[] live = DeniedToolCutter.deny(before, tools);
    assertThat(DeniedToolCutter.denied(live)).containsAll(tools);
    assertThat(new DeniedToolCutter().cut(live, tools, before)).asString(UTF_8).isEqualTo(text);
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(settings);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static McpServer files(Tools tools) {
    return ClientFixture.limited(null, tools, null);
  }
}
