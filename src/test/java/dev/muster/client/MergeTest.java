package dev.muster.client;

import static dev.muster.client.ClientFixture.http;
import static dev.muster.client.ClientFixture.server;
import static dev.muster.client.ClientFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.journal.Journal.TakenBack;
import dev.muster.journal.Journal.TakenBack.How;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we applied last, what is there, what the plan wants. */
class MergeTest {
  @TempDir Path home;
  private ClientFixture room;
  private Client qwen;
  private Path file;

  @BeforeEach
  void scratchHome() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
    qwen = room.client(Kind.QWEN_CODE);
    file = room.file(Kind.QWEN_CODE);
  }

  @Test
  void what_others_put_beside_ours_stays_when_the_plan_changes() throws IOException {
    room.clients.bind(room.dep, qwen, stdio("finance"));
    edit("\"command\": ", "\"trust\": true, // mine\n      \"command\": ");
    edit("\"K\": \"${KEY}\"", "\"K\": \"${KEY}\", \"MINE\": \"1\"");

    room.clients.bind(
        room.dep,
        qwen,
        server("finance", "/usr/bin/node", List.of("new.mjs"), Map.of("L", "2"), null));

    assertThat(file)
        .hasContent(
            """
            {
              "mcpServers": {
                "finance": {
                  "trust": true, // mine
                  "command": "/usr/bin/node",
                  "args": [
                    "new.mjs"
                  ],
                  "env": { "MINE": "1",
                    "L": "2"
                  }
                }
              }
            }
            """);
    room.clients.bind(room.dep, qwen, server("finance", "/bin/x", List.of(), Map.of(), null));
    assertThat(file)
        .content()
        .contains("\"trust\": true, // mine", "\"MINE\": \"1\"", "/bin/x")
        .doesNotContain("\"L\"");
  }

  @Test
  void what_somebody_changed_of_ours_is_not_overwritten() throws IOException {
    room.clients.bind(room.dep, qwen, http("linear"));
    edit("Bearer ${LINEAR_API_KEY}", "Bearer ${MINE}");
    String theirs = Files.readString(file);
    room.secrets.define("MUSTER_SITE_URL", "http://127.0.0.1:4712");

    assertThatThrownBy(() -> room.clients.bind(room.dep, qwen, http("linear")))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("changed headers.Authorization of server linear")
        .hasMessageContaining("undo that")
        .message()
        .hasLineCount(1)
        .doesNotContain("MINE");
    assertThat(file).hasContent(theirs);
    assertThat(room.clients.check(qwen, http("linear")).asWritten()).isFalse();
  }

  @Test
  void a_conflict_fails_its_client_alone() throws IOException {
    Client gemini = room.client(Kind.GEMINI_CLI);
    room.clients.bind(room.dep, qwen, stdio("finance"));
    room.clients.bind(room.dep, gemini, stdio("finance"));
    edit("server.mjs", "theirs.mjs");
    var wanted = server("finance", "/bin/other", List.of(), Map.of(), null);

    assertThatThrownBy(() -> room.clients.bind(room.dep, qwen, wanted))
        .isInstanceOf(WriteFailed.class);
    room.clients.bind(room.dep, gemini, wanted);

    assertThat(room.file(Kind.GEMINI_CLI)).content().contains("/bin/other");
    assertThat(file).content().contains("theirs.mjs").doesNotContain("/bin/other");
  }

  @Test
  void a_server_that_somebody_deleted_is_written_anew() throws IOException {
    room.clients.bind(room.dep, qwen, stdio("finance"));
    Files.writeString(file, "{\"mcpServers\":{\"theirs\":{\"command\":\"t\"}}}");
    assertThat(room.clients.check(qwen, stdio("finance")).asWritten()).isFalse();

    room.clients.bind(room.dep, qwen, stdio("finance"));

    assertThat(room.clients.check(qwen, stdio("finance")).asWritten()).isTrue();
    room.journal.takeBack(room.dep);
    assertThat(file).hasContent("{\"mcpServers\":{\"theirs\":{\"command\":\"t\"}}}");
  }

  @Test
  void a_change_by_somebody_that_the_plan_makes_too_is_none() throws IOException {
    room.clients.bind(room.dep, qwen, stdio("finance"));
    edit("server.mjs", "new.mjs");
    var wanted =
        server("finance", "/usr/bin/node", List.of("new.mjs", "--x"), Map.of("K", "${KEY}"), null);

    room.clients.bind(room.dep, qwen, wanted);

    assertThat(room.clients.check(qwen, wanted).note()).isNull();
    assertThat(room.journal.takeBack(room.dep)).extracting(TakenBack::how).containsExactly(How.CUT);
    assertThat(home).isEmptyDirectory();
  }

  /** Both files of a client at once, and neither knows of the other. */
  @Test
  void claude_code_for_the_user_and_for_a_project() throws IOException {
    Client user = room.client(Kind.CLAUDE_CODE);
    Client project =
        new Client(
            "claude-project",
            Kind.CLAUDE_CODE,
            null,
            List.of(),
            true,
            false,
            home + "/work/shop",
            null);
    Files.writeString(home.resolve(".claude.json"), "{\"numStartups\":3,\"projects\":{}}");

    room.clients.bind(room.dep + "/user", user, stdio("finance"));
    room.clients.bind(room.dep + "/project", project, http("linear"));

    assertThat(home.resolve(".claude.json")).content().contains("finance", "numStartups");
    assertThat(home.resolve("work/shop/.mcp.json")).content().contains("linear");
    assertThat(room.clients.check(project, http("linear")).note()).isNull();
    room.journal.takeBack(room.dep);
    assertThat(home.resolve(".claude.json")).hasContent("{\"numStartups\":3,\"projects\":{}}");
    assertThat(home.resolve("work")).doesNotExist();
  }

  @Test
  void each_clients_file_in_a_project() {
    for (Kind kind : Kind.values()) {
      Client client =
          new Client("c", kind, null, List.of(), true, false, "${MUSTER_TEST_HOME}/" + kind, null);
      room.clients.bind(room.dep, client, stdio("finance"));
    }
    assertThat(home.resolve("QWEN_CODE/.qwen/settings.json")).exists();
    assertThat(home.resolve("GEMINI_CLI/.gemini/settings.json")).exists();
    assertThat(home.resolve("COPILOT_CLI/.github/mcp.json")).exists();
    assertThat(home.resolve("CLAUDE_CODE/.mcp.json")).exists();
    assertThat(home.resolve("MCPORTER/config/mcporter.json")).exists();
    room.journal.takeBack(room.dep);
    assertThat(home).isEmptyDirectory();
  }

  private void edit(String old, String fresh) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, fresh));
  }
}
