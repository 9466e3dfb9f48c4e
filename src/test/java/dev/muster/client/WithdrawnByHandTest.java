package dev.muster.client;

import static dev.muster.client.ClientFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.client.Drift.State;
import dev.muster.evidence.Chains;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People, and a Muster that dies, beside a quarantine that reaches a client's file. */
class WithdrawnByHandTest {
  private static final String THEIRS = "{\n  \"theme\": \"dark\",\n  \"mcpServers\": {\n  }\n}";
  private static final McpServer FINANCE = stdio("finance");
  @TempDir Path home;
  private ClientFixture room;
  private String scope;
  private Client client;
  private Path file;

  @BeforeEach
  void bound() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
    client = room.client(Kind.GEMINI_CLI);
    scope = room.dep + "/mcp-installation/gemini-cli";
    file = room.file(Kind.GEMINI_CLI);
    Files.createDirectories(file.getParent());
    Files.writeString(file, THEIRS);
    room.clients.bind(scope, client, FINANCE);
  }

  private void takeOut() {
    room.withdrawals.takeOut(scope, client, FINANCE);
  }

  private void putBack() {
    room.withdrawals.putBack(scope, client, FINANCE);
  }

  private Withdrawal only() {
    assertThat(room.withdrawals.of(room.dep)).hasSize(1);
    return room.withdrawals.of(room.dep).get(0);
  }

  private List<State> drift() {
    return room.clients.drift(room.dep).stream().map(Drift::state).toList();
  }

  private void edit(String what, String with) throws IOException {
    String before = Files.readString(file);
    assertThat(before).contains(what);
    Files.writeString(file, before.replace(what, with));
  }

  /** A plan that changes is merged with what a person added; the quarantine must not lose it. */
  @Test
  void what_a_person_added_before_our_last_write_comes_back_too() throws IOException {
    edit("\"command\"", "// mine\n\"trust\": true, \"command\"");
    room.clients.bind(scope, client, FuzzTest.changed(FINANCE));
    String before = Files.readString(file);
    room.withdrawals.takeOut(scope, client, FuzzTest.changed(FINANCE));
    assertThat(Files.readString(file)).doesNotContain("finance");
    room.withdrawals.putBack(scope, client, FuzzTest.changed(FINANCE));
    assertThat(Files.readString(file)).isEqualTo(before).contains("// mine", "trust");
  }

  /** It died after the file and before it had noted that. */
  @Test
  void what_is_written_back_twice_is_back() throws IOException {
    edit("\"--x\"", "\"--y\"");
    takeOut();
    WithdrawalTable table = new WithdrawalTable(TestDatabase.jdbc(), Clock.systemUTC());
    String kept = table.kept(scope, "finance").orElseThrow();
    putBack();
    String back = Files.readString(file);
    table.put(scope, "finance", file.toString(), Withdrawal.State.OUT, null, kept);
    putBack();
    assertThat(Files.readString(file)).isEqualTo(back).contains("--y");
    assertThat(room.withdrawals.of(room.dep)).isEmpty();
  }

  @Test
  void what_a_person_took_out_as_told_is_out() throws IOException {
    String sound = Files.readString(file);
    Files.writeString(file, sound + "}");
    takeOut();
    assertThat(only().state()).isEqualTo(Withdrawal.State.STILL_THERE);
    Files.writeString(file, THEIRS);
    assertThat(only().told()).isEqualTo("taken out of " + file);
    assertThat(drift()).containsExactly(State.QUARANTINED);
    assertThat(room.withdrawals.check(room.dep, client, FINANCE).asWritten()).isTrue();
    putBack();
    assertThat(Files.readString(file)).contains("finance");
    room.journal.takeBack(room.dep);
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
  }

  @Test
  void nobody_is_told_that_it_is_out_when_a_person_put_it_there_again() throws IOException {
    String written = Files.readString(file);
    takeOut();
    Files.writeString(file, written);
    assertThat(only().told()).startsWith("NOT taken out of " + file);
    assertThat(drift()).containsExactly(State.CHANGED);
    Files.writeString(file, THEIRS + "}");
    assertThat(only().told()).contains("cannot be read");
    assertThat(drift()).containsExactly(State.CHANGED);
  }

  @Test
  void what_a_person_had_removed_before_is_not_written_back() throws IOException {
    Files.writeString(file, THEIRS);
    takeOut();
    assertThat(room.withdrawals.of(room.dep)).isEmpty();
    putBack();
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
  }

  @Test
  void a_file_that_can_be_changed_again_is_tried_again_and_told_once() throws IOException {
    String sound = Files.readString(file);
    Files.writeString(file, sound + "}");
    takeOut();
    room.withdrawals.again(only());
    room.withdrawals.again(only());
    assertThat(only().state()).isEqualTo(Withdrawal.State.STILL_THERE);
    assertThat(Files.readString(file)).isEqualTo(sound + "}");
    assertThat(Chains.stored().chain(room.dep)).hasSize(1);
    Files.writeString(file, sound);
    room.withdrawals.again(only());
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
    assertThat(only().state()).isEqualTo(Withdrawal.State.OUT);
    assertThat(Chains.stored().chain(room.dep)).hasSize(2);
  }

  @Test
  void a_link_and_a_project_are_followed() throws IOException {
    Path real = home.resolve("dotfiles.json");
    Path project = Files.createDirectories(home.resolve("project"));
    Files.writeString(real, THEIRS);
    Files.createSymbolicLink(project.resolve(".mcp.json"), real);
    Client inProject =
        new Client(
            "claude-code",
            Kind.CLAUDE_CODE,
            home.toString(),
            List.of(),
            true,
            false,
            project.toString(),
            null);
    String other = room.dep + "/mcp-installation/claude-code";
    room.clients.bind(other, inProject, FINANCE);
    assertThat(Files.readString(real)).contains("finance");
    room.withdrawals.takeOut(other, inProject, FINANCE);
    assertThat(Files.readString(real)).isEqualTo(THEIRS);
    room.withdrawals.putBack(other, inProject, FINANCE);
    assertThat(Files.readString(real)).contains("finance");
    assertThat(project.resolve(".mcp.json")).isSymbolicLink();
    room.journal.takeBack(room.dep);
    assertThat(Files.readString(real)).isEqualTo(THEIRS);
    assertThat(project.resolve(".mcp.json")).isSymbolicLink();
  }
}
