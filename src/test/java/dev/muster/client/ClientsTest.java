package dev.muster.client;

import static dev.muster.client.ClientFixture.http;
import static dev.muster.client.ClientFixture.server;
import static dev.muster.client.ClientFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.journal.Journal.TakenBack;
import dev.muster.journal.Journal.TakenBack.How;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Agent;
import dev.muster.plan.AgentBudget;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.Mix;
import dev.muster.secret.SecretMissing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientsTest {
  @TempDir Path home;
  private ClientFixture room;

  @BeforeEach
  void scratchHome() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QWEN_CODE|{'command':'/usr/bin/node','args':['server.mjs','--x'],'env':{'K':'${KEY}'}}",
        "GEMINI_CLI|{'command':'/usr/bin/node','args':['server.mjs','--x'],'env':{'K':'${KEY}'}}",
        "COPILOT_CLI|{'tools':['*'],'type':'local','command':'/usr/bin/node',"
            + "'args':['server.mjs','--x'],'env':{'K':'${KEY}'}}",
        "CLAUDE_CODE|{'type':'stdio','command':'/usr/bin/node',"
            + "'args':['server.mjs','--x'],'env':{'K':'${KEY}'}}",
        "MCPORTER|{'command':'/usr/bin/node','args':['server.mjs','--x'],'env':{'K':'${KEY}'}}",
      },
      quoteCharacter = '~')
  void stdio_server_in_each_clients_own_words(Kind kind, String expected) throws IOException {
    room.clients.bind(room.dep, room.client(kind), stdio("finance"));
    assertThat(JsonText.read(Files.readAllBytes(room.file(kind)), Dialect.STRICT))
        .satisfies(
            t ->
                assertThat(t.at("mcpServers", "finance").toString())
                    .isEqualTo(expected.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QWEN_CODE|{'httpUrl':'http://127.0.0.1:4711/mcp',H}",
        "GEMINI_CLI|{'type':'http','url':'http://127.0.0.1:4711/mcp',H}",
        "CLAUDE_CODE|{'type':'http','url':'http://127.0.0.1:4711/mcp',H}",
        "MCPORTER|{'baseUrl':'http://127.0.0.1:4711/mcp',H}",
      },
      quoteCharacter = '~')
  void http_server_in_each_clients_own_words(Kind kind, String expected) throws IOException {
    room.clients.bind(room.dep, room.client(kind), http("linear"));
    String headers = "'headers':{'Authorization':'Bearer ${LINEAR_API_KEY}'}";
    assertThat(
            JsonText.read(Files.readAllBytes(room.file(kind)), Dialect.STRICT)
                .at("mcpServers", "linear")
                .toString())
        .isEqualTo(expected.replace("H", headers).replace('\'', '"'));
  }

  @Test
  void copilot_gets_a_header_in_clear_only_when_the_plan_says_so() throws IOException {
    assertThatThrownBy(
            () -> room.clients.bind(room.dep, room.client(Kind.COPILOT_CLI), http("linear")))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining("resolveSecrets");
    assertThat(room.file(Kind.COPILOT_CLI)).doesNotExist();

    room.secrets.define("LINEAR_API_KEY", "lin_1");
    room.clients.bind(room.dep, room.client(Kind.COPILOT_CLI, true), http("linear"));
    assertThat(room.file(Kind.COPILOT_CLI)).content().contains("Bearer lin_1");
  }

  @Test
  void mcporters_new_file_imports_nothing() throws IOException {
    room.clients.bind(room.dep, room.client(Kind.MCPORTER), stdio("finance"));
    assertThat(room.file(Kind.MCPORTER))
        .hasContent(
            """
            {
              "imports": [],
              "mcpServers": {
                "finance": {
                  "command": "/usr/bin/node",
                  "args": [
                    "server.mjs",
                    "--x"
                  ],
                  "env": {
                    "K": "${KEY}"
                  }
                }
              }
            }
            """);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void created_files_and_folders_go_again(Kind kind) throws IOException {
    room.clients.bind(room.dep + "/a", room.client(kind), stdio("finance"));
    room.clients.bind(room.dep + "/b", room.client(kind), stdio("serena"));
    room.clients.define(room.dep + "/b", room.client(kind), agent(), List.of(stdio("finance")));

    room.journal.takeBack(room.dep + "/a");
    assertThat(room.file(kind)).content().contains("serena").doesNotContain("finance");
    room.journal.takeBack(room.dep + "/b");

    assertThat(home).isEmptyDirectory();
  }

  @Test
  void created_file_that_somebody_edited_goes_when_nothing_else_is_in_it() throws IOException {
    Path file = room.file(Kind.MCPORTER);
    room.clients.bind(room.dep, room.client(Kind.MCPORTER), stdio("finance"));
    Files.writeString(file, Files.readString(file).replace("server.mjs", "other.mjs"));

    assertThat(room.journal.takeBack(room.dep)).extracting(TakenBack::how).containsExactly(How.CUT);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void comment_behind_a_neighbour_stays_with_it() throws IOException {
    Path file = room.file(Kind.QWEN_CODE);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {
          "theme": "dark", // mine
          "mcpServers": {
            "a": {"command": "a"} // keep
          }
        }
        """);
    room.clients.bind(
        room.dep, room.client(Kind.QWEN_CODE), server("x", "x", List.of(), Map.of(), null));
    assertThat(file)
        .hasContent(
            """
            {
              "theme": "dark", // mine
              "mcpServers": {
                "a": {"command": "a"}, // keep
                "x": {
                  "command": "x",
                  "args": []
                }
              }
            }
            """);
  }

  @Test
  void binding_twice_writes_once() {
    room.clients.bind(room.dep + "/a", room.client(Kind.QWEN_CODE), stdio("finance"));
    room.clients.bind(room.dep + "/a", room.client(Kind.QWEN_CODE), stdio("finance"));
    assertThat(room.journal.held(room.dep)).hasSize(1);
  }

  @Test
  void bindings_of_one_file_written_side_by_side_are_all_there() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Void>> binds =
          IntStream.range(0, 12)
              .<Callable<Void>>mapToObj(
                  n ->
                      () -> {
                        room.clients.bind(
                            room.dep + "/" + n, room.client(Kind.MCPORTER), stdio("s-" + n));
                        return null;
                      })
              .toList();
      for (Future<Void> bind : pool.invokeAll(binds)) {
        bind.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(JsonText.read(Files.readAllBytes(room.file(Kind.MCPORTER)), Dialect.STRICT))
        .satisfies(t -> assertThat(t.at("mcpServers")).hasSize(12));
    for (int n : List.of(3, 11, 0, 5, 1, 2, 4, 6, 7, 8, 9)) {
      room.journal.takeBack(room.dep + "/" + n);
    }
    assertThat(room.file(Kind.MCPORTER)).content().contains("s-10", "imports");
    room.journal.takeBack(room.dep);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void identical_entry_of_somebody_else_is_never_taken_back() throws IOException {
    Path file = room.file(Kind.CLAUDE_CODE);
    Files.writeString(
        file, "{\"mcpServers\":{\"x\":{\"type\":\"stdio\",\"command\":\"x\",\"args\":[]}}}");
    room.clients.bind(
        room.dep, room.client(Kind.CLAUDE_CODE), server("x", "x", List.of(), Map.of(), null));
    assertThat(room.journal.takeBack(room.dep)).isEmpty();
    assertThat(file).content().contains("\"x\"");
  }

  @Test
  void other_entry_of_the_same_name_is_kept_and_named() throws IOException {
    Path file = room.file(Kind.CLAUDE_CODE);
    String theirs = "{\"mcpServers\":{\"finance\":{\"command\":\"theirs\"}}}";
    Files.writeString(file, theirs);
    assertThatThrownBy(
            () -> room.clients.bind(room.dep, room.client(Kind.CLAUDE_CODE), stdio("finance")))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not Muster's");
    assertThat(file).hasContent(theirs);
  }

  @Test
  void our_own_entry_is_replaced_when_the_plan_or_an_address_changed() throws IOException {
    Path file = room.file(Kind.QWEN_CODE);
    room.clients.bind(room.dep, room.client(Kind.QWEN_CODE), http("linear"));
    room.secrets.define("MUSTER_SITE_URL", "http://127.0.0.1:4712");
    assertThat(room.clients.check(room.client(Kind.QWEN_CODE), http("linear")))
        .satisfies(w -> assertThat(w.asWritten()).isTrue())
        .satisfies(w -> assertThat(w.note()).isNotNull());

    room.clients.bind(room.dep, room.client(Kind.QWEN_CODE), http("linear"));

    assertThat(file).content().contains(":4712").doesNotContain(":4711");
    room.journal.takeBack(room.dep);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void a_secret_in_clear_that_was_renewed_is_told() {
    room.secrets.define("LINEAR_API_KEY", "lin_1");
    room.clients.bind(room.dep, room.client(Kind.COPILOT_CLI, true), http("linear"));
    assertThat(room.clients.check(room.client(Kind.COPILOT_CLI, true), http("linear")).note())
        .isNull();
    room.secrets.define("LINEAR_API_KEY", "lin_2");
    assertThat(room.clients.check(room.client(Kind.COPILOT_CLI, true), http("linear")).note())
        .contains("a secret or the plan changed since it was written. Mend: ");
  }

  @Test
  void a_missing_secret_is_a_question_and_not_a_fault_of_the_file() {
    Client copilot = room.client(Kind.COPILOT_CLI, true);
    assertThatThrownBy(() -> room.clients.bind(room.dep, copilot, http("linear")))
        .isInstanceOf(WriteFailed.class)
        .hasCauseInstanceOf(SecretMissing.class);
    assertThatThrownBy(() -> room.clients.check(copilot, http("linear")))
        .isInstanceOf(SecretMissing.class)
        .hasMessageContaining("LINEAR_API_KEY");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_home_that_is_not_known_is_this_clients_own_failure(Kind kind) {
    Client lost = new Client("lost", kind, "${NOWHERE}/x", List.of(), true, false);
    assertThatThrownBy(() -> room.clients.bind(room.dep, lost, stdio("finance")))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining("lost: ")
        .hasMessageContaining("NOWHERE");
    assertThatThrownBy(() -> room.clients.check(lost, stdio("finance")))
        .isInstanceOf(SecretMissing.class);
  }

  @Test
  void check_tells_what_somebody_did() throws IOException {
    Path file = room.file(Kind.QWEN_CODE);
    assertThat(room.clients.check(room.client(Kind.QWEN_CODE), stdio("finance")).note())
        .contains("no file");
    room.clients.bind(room.dep, room.client(Kind.QWEN_CODE), stdio("finance"));
    assertThat(room.clients.check(room.client(Kind.QWEN_CODE), stdio("finance")).note()).isNull();
    Files.writeString(file, Files.readString(file).replace("--x", "--y"));
    assertThat(room.clients.check(room.client(Kind.QWEN_CODE), stdio("finance")))
        .satisfies(w -> assertThat(w.asWritten()).isFalse())
        .satisfies(w -> assertThat(w.note()).contains("finance"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\\n 'a': 1,\\n 'a': 2}|line 3",
        "{\\n 'a': 1,\\n nonsense}|line 3",
        "[]|not an object",
        "{} {}|more than one",
        "{\\n\\n'mcpServers': []}|line 3",
        "{ 'a': 1 // comments are not for Claude\\n}|line 1",
        "{|line 1",
      })
  void unreadable_file_is_named_and_left(String text, String says) throws IOException {
    Path file = room.file(Kind.CLAUDE_CODE);
    String bad = text.replace('\'', '"').replace("\\n", "\n");
    Files.writeString(file, bad);
    assertThatThrownBy(
            () -> room.clients.bind(room.dep, room.client(Kind.CLAUDE_CODE), stdio("finance")))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(says);
    assertThat(file).content().isEqualTo(bad);
    assertThat(room.journal.open(room.dep)).isEmpty();
  }

  @Test
  void agent_definitions_in_each_clients_own_words() throws IOException {
    for (Kind kind : List.of(Kind.QWEN_CODE, Kind.GEMINI_CLI, Kind.COPILOT_CLI, Kind.CLAUDE_CODE)) {
      room.clients.define(room.dep, room.client(kind), agent(), List.of(stdio("finance")));
    }
    assertThat(home.resolve(".qwen/agents/backend-developer.md"))
        .hasContent(
            """
            ---
            name: "backend-developer"
            description: "Backend: \\"Developer\\""
            tools: ["run_shell_command","mcp__finance__read","mcp__finance__write"]
            disallowedTools: ["mcp__finance__drop"]
            maxTurns: 12
            ---

            You build back ends.
            """);
    assertThat(home.resolve(".gemini/agents/backend-developer.md"))
        .content()
        .contains("kind: \"local\"", "\"mcp_finance_read\"", "max_turns: 12", "timeout_mins: 9");
    assertThat(home.resolve(".copilot/agents/backend-developer.agent.md"))
        .content()
        .contains("tools: [\"execute\",\"finance/read\",\"finance/write\"]");
    assertThat(home.resolve(".claude/agents/backend-developer.md"))
        .content()
        .contains("\"Bash\",\"mcp__finance__read\"", "model: \"sonnet\"", "maxTurns: 12");

    room.journal.takeBack(room.dep);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void agent_file_that_a_person_edited_is_left() throws IOException {
    room.clients.define(room.dep, room.client(Kind.CLAUDE_CODE), agent(), List.of());
    Path file = home.resolve(".claude/agents/backend-developer.md");
    Files.writeString(file, "mine now");

    assertThat(room.journal.takeBack(room.dep))
        .extracting(TakenBack::how)
        .containsExactly(How.LEFT);
    assertThat(file).hasContent("mine now");
    assertThatThrownBy(
            () ->
                room.clients.define(
                    room.dep + "2", room.client(Kind.CLAUDE_CODE), agent(), List.of()))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining("somebody changed it since Muster wrote it");
  }

  private static Agent agent() {
    return new Agent(
        "backend-developer",
        "Backend: \"Developer\"",
        null,
        null,
        "You build back ends.\n",
        new Mix(Map.of("sonnet", 60, "opus", 40)),
        List.of("execution", "finance"),
        List.of(),
        List.of("finance__drop"),
        List.of(),
        new AgentBudget(BigDecimal.ONE, BigDecimal.ONE, 1, 1, 12, 9),
        List.of(),
        null,
        0,
        0);
  }
}
