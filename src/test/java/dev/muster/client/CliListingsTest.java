package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.muster.client.ClientListing.Answer;
import dev.muster.client.ClientListing.Listed;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking a CLI, with small programs that behave as the real ones were seen to. */
class CliListingsTest {
  private static final String SETTINGS = "{\"mcpServers\": {\"ours\": {\"command\": \"x\"}}}\n";
  @TempDir Path folder;
  private Path home;
  private ClientFixture room;
  private ClientListing listing;

  @BeforeEach
  void aHome() throws IOException {
    home = Files.createDirectories(folder.resolve("home/.qwen")).toRealPath().getParent();
    Files.writeString(home.resolve(".qwen/settings.json"), SETTINGS);
    room = new ClientFixture(home);
    listing = room.listing(folder.resolve("data"));
  }

  @Test
  void a_client_without_a_command_is_not_asked() {
    Listed said = listing.ask(room.client(Kind.QWEN_CODE), List.of(), "ours");
    assertThat(said.answer()).isEqualTo(Answer.NOT_ASKED);
    assertThat(said.line()).contains("qwen-code");
  }

  /** Its list depends on whom the person trusts in that folder. */
  @Test
  void a_project_is_not_asked() throws IOException {
    Client user = cli(Kind.QWEN_CODE, "echo 'a: x - Connected'");
    Client project =
        new Client(
            "p", Kind.QWEN_CODE, null, List.of(), false, false, home.toString(), user.command());
    assertThat(listing.ask(user, List.of(), "a").answer()).isEqualTo(Answer.CONNECTED);
    assertThat(listing.ask(project, List.of(), "a").answer()).isEqualTo(Answer.NOT_ASKED);
    assertThat(listing.ask(project, List.of(), "a").line())
        .contains("once a person trusts them", "what Muster itself found");
  }

  /** Signs, colours and words as Qwen Code 0.24.4 and Gemini CLI 0.61.0 write them. */
  @ParameterizedTest
  @CsvSource({
    "good, CONNECTED, ✓ good: /x/server --dir /y (stdio) - Connected",
    "bad, NOT_CONNECTED, ✗ bad: http://127.0.0.1:1/mcp (http) - Disconnected",
    "waits, NOT_CONNECTED, ● waits: /x/server (stdio) - Pending approval",
    "off, NOT_CONNECTED, ○ off: /x/server (stdio) - Disabled",
    "goo, ABSENT, it does not list goo; its first words: Configured MCP servers:"
  })
  void lines_are_read_whatever_the_exit_code(String server, Answer answer, String line)
      throws IOException {
    Client client =
        cli(
            Kind.QWEN_CODE,
            """
            echo 'Configured MCP servers:'
            printf '\\033[32m✓\\033[0m good: /x/server --dir /y (stdio) - Connected\\n'
            printf '\\033[31m✗\\033[0m bad: http://127.0.0.1:1/mcp (http) - Disconnected\\n' >&2
            printf '\\033[33m●\\033[0m waits: /x/server (stdio) - Pending approval\\n'
            echo '○ off: /x/server (stdio) - Disabled'
            exit 3
            """);
    Listed said = listing.ask(client, List.of(), server);
    assertThat(said.answer()).isEqualTo(answer);
    assertThat(said.line()).isEqualTo(line);
    assertThat(said.took()).isPositive();
  }

  @Test
  void copilot_only_lists_and_what_it_prints_of_headers_is_not_kept() throws IOException {
    Client client =
        cli(
            Kind.COPILOT_CLI,
            """
            echo '{"mcpServers": {
              "ours": {"type": "http", "url": "http://x/mcp", "source": "user", "enabled": true,
                "headers": {"Authorization": "Bearer not-yours"}},
              "off": {"type": "local", "source": "user", "enabled": false}
            }}'
            """);
    Listed ours = listing.ask(client, List.of(), "ours");
    assertThat(ours.answer()).isEqualTo(Answer.LISTED);
    assertThat(ours.line()).isEqualTo("ours: type http, source user, enabled true");
    assertThat(listing.ask(client, List.of(), "off").answer()).isEqualTo(Answer.NOT_CONNECTED);
    assertThat(listing.ask(client, List.of(), "none").answer()).isEqualTo(Answer.ABSENT);
  }

  @Test
  void mcporter_says_why_and_servers_may_talk_around_it() throws IOException {
    Client client =
        cli(
            Kind.MCPORTER,
            """
            echo '[mcporter] stderr from ours {'
            echo '{"mode": "list", "servers": [
              {"name": "ours", "status": "ok", "tools": [{"name": "a"}, {"name": "b"}]},
              {"name": "login", "status": "auth", "issue": {"rawMessage": "status code (401)"}}
            ]}'
            echo 'bye' >&2
            """);
    assertThat(listing.ask(client, List.of(), "ours"))
        .extracting(Listed::answer, Listed::line)
        .containsExactly(Answer.CONNECTED, "ours: ok, 2 tools");
    assertThat(listing.ask(client, List.of(), "login"))
        .extracting(Listed::answer, Listed::line)
        .containsExactly(Answer.NOT_CONNECTED, "login: auth, status code (401)");
  }

  @Test
  void what_is_no_list_and_what_is_not_there_is_no_answer() throws IOException {
    Listed broken = listing.ask(cli(Kind.MCPORTER, "echo 'Error: boom'"), List.of(), "ours");
    assertThat(broken.answer()).isEqualTo(Answer.NO_ANSWER);
    assertThat(broken.line()).contains("Error: boom");
    Listed missing = listing.ask(room.asked(Kind.QWEN_CODE, "no-such-cli"), List.of(), "ours");
    assertThat(missing.answer()).isEqualTo(Answer.NO_ANSWER);
    assertThat(missing.line()).contains("no-such-cli", "installed");
  }

  /** As Qwen Code does, which migrates its settings whenever it starts. */
  @Test
  void a_cli_that_rewrites_what_it_reads_does_not_change_the_home() throws IOException {
    Files.writeString(home.resolve(".qwen/token"), "kept by the client");
    Files.writeString(home.resolve(".netrc"), "in the home");
    Client client =
        cli(
            Kind.QWEN_CODE,
            """
            echo "a: $(cat $HOME/.qwen/settings.json) - Connected"
            echo "b: $(cat $HOME/.qwen/token) $(cat $HOME/.netrc) - Connected"
            echo changed > $HOME/.qwen/settings.json
            """);
    assertThat(listing.ask(client, List.of(), "a").line()).contains(SETTINGS.strip());
    assertThat(listing.ask(client, List.of(), "b").line())
        .contains("kept by the client in the home");
    assertThat(home.resolve(".qwen/settings.json")).hasContent(SETTINGS);
    assertThat(folder.resolve("data/homes")).isEmptyDirectory();
    assertThat(home.resolve(".netrc")).exists();
  }

  @Test
  void the_cli_gets_what_its_servers_refer_to_and_nothing_else_of_ours() throws IOException {
    room.secrets.define("LINEAR_API_KEY", "sesame");
    room.secrets.define("OTHER", "hidden");
    Client client = cli(Kind.QWEN_CODE, "echo \"a: $(env | cut -d= -f1 | xargs) - Connected\"");
    List<McpServer> servers = List.of(ClientFixture.http("remote"), ClientFixture.stdio("local"));
    String names = listing.ask(client, servers, "a").line();
    assertThat(names).contains("LINEAR_API_KEY", "HOME", "PATH", "TMPDIR");
    assertThat(names.split(": ")[1].split(" - ")[0].split(" "))
        .isSubsetOf(
            "HOME", "LANG", "LINEAR_API_KEY", "OLDPWD", "PATH", "PWD", "SHLVL", "TMPDIR", "_");
  }

  @Test
  void who_asks_meanwhile_shares_a_run_that_began_after_the_question() throws IOException {
    Path runs = folder.resolve("runs");
    Client client =
        cli(Kind.QWEN_CODE, "echo run >> " + runs + "; sleep 0.5; echo 'a: x - Connected'");
    List<CompletableFuture<Listed>> asked =
        IntStream.range(0, 8)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () -> listing.ask(client, List.of(), "a"),
                        task -> new Thread(task).start()))
            .toList();
    assertThat(asked).allSatisfy(f -> assertThat(f.join().answer()).isEqualTo(Answer.CONNECTED));
    assertThat(Files.readAllLines(runs)).hasSizeBetween(1, 4);
    listing.ask(client, List.of(), "a");
    int before = Files.readAllLines(runs).size();
    listing.ask(client, List.of(), "a");
    assertThat(Files.readAllLines(runs)).hasSize(before + 1);
    assertThat(((CliListings) listing).runs).isEmpty();
  }

  @Test
  void who_is_told_to_stop_ends_the_cli_and_takes_nobody_along() throws Exception {
    Path runs = folder.resolve("runs");
    Client client =
        cli(
            Kind.QWEN_CODE,
            "echo $$ >> "
                + runs
                + "; [ -e "
                + folder
                + "/go ] || sleep 60;"
                + " echo 'a: x - Connected'");
    CompletableFuture<Throwable> stopped = new CompletableFuture<>();
    Thread first =
        new Thread(
            () -> stopped.complete(catchThrowable(() -> listing.ask(client, List.of(), "a"))));
    first.start();
    await().until(() -> Files.exists(runs) && !Files.readString(runs).isBlank());
    CompletableFuture<Listed> second =
        CompletableFuture.supplyAsync(
            () -> listing.ask(client, List.of(), "a"), task -> new Thread(task).start());
    Files.createFile(folder.resolve("go"));
    first.interrupt();
    assertThat(stopped.get(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    assertThat(second.get(20, TimeUnit.SECONDS).answer()).isEqualTo(Answer.CONNECTED);
    long pid = Long.parseLong(Files.readAllLines(runs).get(0));
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Client cli(Kind kind, String script) throws IOException {
    Path program = folder.resolve("cli-" + kind);
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return room.asked(kind, program.toString());
  }
}
