package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.RealClis;
import dev.muster.client.ClientListing.Answer;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real CLIs make of our files, and what is left of ours after they rewrote them. */
@Tag("clis")
@Timeout(300)
class RealClisTest {
  private static final Set<Kind> LIVE = Set.of(Kind.QWEN_CODE, Kind.GEMINI_CLI, Kind.MCPORTER);
  private static final Map<Kind, String> PROGRAMS =
      Map.of(
          Kind.QWEN_CODE, "qwen",
          Kind.GEMINI_CLI, "gemini",
          Kind.COPILOT_CLI, "copilot",
          Kind.MCPORTER, "mcporter");
  private static final String INDENT = "\n            ";
  private static RealClis.Served everything;
  @TempDir static Path served;
  @TempDir Path folder;

  @BeforeAll
  static void serve() throws Exception {
    everything = RealClis.serveEverything(served);
  }

  @AfterAll
  static void end() {
    everything.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void the_cli_lists_what_we_wrote_and_taking_back_leaves_no_trace(Kind kind) throws Exception {
    Path home = home("one", kind, personsOwn());
    byte[] before = Files.readAllBytes(file(home, kind));
    ClientFixture room = bound(home, kind);

    Path copy = copy(file(home, kind), home("copy", kind, "{}"), kind);
    Map<String, String> listed = RealList.of(copy, kind);
    assertThat(listed)
        .containsEntry("files", connected(kind))
        .containsEntry("everything", connected(kind))
        .containsEntry("remote", connected(kind))
        .containsEntry("theirs", LIVE.contains(kind) ? "down" : "listed");

    room.journal.takeBack(room.dep);
    assertThat(Files.readAllBytes(file(home, kind))).isEqualTo(before);
  }

  /** The oracle is a home of the same kind in which Muster never was. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void what_the_cli_rewrote_is_after_taking_back_as_if_muster_had_never_been_there(Kind kind)
      throws Exception {
    Path home = home("ours", kind, asClisWriteIt());
    Path other = home("never", kind, asClisWriteIt());
    ClientFixture room = bound(home, kind);
    byte[] asWritten = Files.readAllBytes(file(home, kind));

    for (Path each : List.of(home, other)) {
      RealList.of(each, kind);
      RealList.add(each, kind);
    }
    assertThat(Files.readAllBytes(file(home, kind))).isNotEqualTo(asWritten);
    room.journal.takeBack(room.dep);

    assertThat(Files.readAllBytes(file(home, kind)))
        .isEqualTo(Files.readAllBytes(file(other, kind)));
    assertThat(RealList.of(home, kind)).containsOnlyKeys("theirs", "added");
  }

  /** Through Muster's own eyes; Qwen Code would migrate the person's settings when it lists. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void asking_the_cli_reads_its_answers_and_changes_nothing(Kind kind) throws Exception {
    Path home = home("asked", kind, personsOwn());
    ClientFixture room = bound(home, kind);
    byte[] asWritten = Files.readAllBytes(file(home, kind));
    Set<Long> before = nodes();

    Answer up = LIVE.contains(kind) ? Answer.CONNECTED : Answer.LISTED;
    assertThat(asked(room, kind, "files", "everything", "remote", "theirs", "nobody"))
        .containsExactly(
            up, up, up, LIVE.contains(kind) ? Answer.NOT_CONNECTED : Answer.LISTED, Answer.ABSENT);

    assertThat(Files.readAllBytes(file(home, kind))).isEqualTo(asWritten);
    assertThat(nodes()).isSubsetOf(before);
    assertThat(folder.resolve("data/homes")).isEmptyDirectory();
  }

  /** All at once, as bindings are probed. */
  private List<Answer> asked(ClientFixture room, Kind kind, String... servers) {
    Client client = room.asked(kind, RealClis.program(PROGRAMS.get(kind)).toString());
    ClientListing listing = room.listing(folder.resolve("data"));
    return Stream.of(servers)
        .map(
            server ->
                CompletableFuture.supplyAsync(
                    () -> listing.ask(client, List.of(), server).answer(),
                    task -> new Thread(task).start()))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /** What this JVM has started, however deep. */
  private static Set<Long> nodes() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void a_file_that_we_made_keeps_what_the_cli_added(Kind kind) throws Exception {
    Path home = Files.createDirectories(folder.resolve("fresh")).toRealPath();
    ClientFixture room = bound(home, kind);
    RealList.add(home, kind);
    room.journal.takeBack(room.dep);

    JsonNode left = new ObjectMapper().readTree(file(home, kind).toFile());
    assertThat(left.get("mcpServers").fieldNames()).toIterable().containsExactly("added");
    assertThat(RealList.of(home, kind)).containsOnlyKeys("added");
  }

  /** A server that would be started from the person's own entry, and is down. */
  private static String personsOwn() {
    return "{\n    \"mcpServers\": {\n"
        + "        \"theirs\": {\"command\": \"/no/such/server\", \"args\": [\"--größe\"]}\n"
        + "    }\n}\n";
  }

  /** Qwen Code lays out anew what stands beside its own change; this it leaves alone. */
  private static String asClisWriteIt() {
    return personsOwn()
        .replace("{\"command\"", "{\n            \"command\"")
        .replace(
            " \"args\": [\"--größe\"]",
            INDENT + "\"args\": [" + INDENT + "    \"--größe\"" + INDENT + "]")
        .replace("]}", "]\n        }");
  }

  private Path home(String name, Kind kind, String text) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name)).toRealPath();
    Files.createDirectories(file(home, kind).getParent());
    Files.writeString(file(home, kind), text);
    return home;
  }

  private static Path file(Path home, Kind kind) {
    return home.resolve(Format.of(kind).file());
  }

  private static Path copy(Path from, Path home, Kind kind) throws IOException {
    Files.write(file(home, kind), Files.readAllBytes(from));
    return home;
  }

  private ClientFixture bound(Path home, Kind kind) throws IOException {
    ClientFixture room = new ClientFixture(home);
    Path shown = Files.createDirectories(folder.resolve("shown"));
    List<McpServer> servers =
        List.of(
            stdio("files", "mcp-server-filesystem", shown.toString()),
            stdio("everything", "mcp-server-everything", "stdio"),
            ClientFixture.server("remote", null, List.of(), Map.of(), everything.url()));
    servers.forEach(server -> room.clients.bind(room.dep, room.client(kind), server));
    return room;
  }

  private static McpServer stdio(String name, String program, String argument) {
    List<String> args = List.of(RealClis.program(program).toString(), argument);
    return ClientFixture.server(name, RealClis.node(), args, Map.of(), null);
  }

  private static String connected(Kind kind) {
    return LIVE.contains(kind) ? "up" : "listed";
  }
}
