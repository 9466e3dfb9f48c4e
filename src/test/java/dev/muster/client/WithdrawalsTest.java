package dev.muster.client;

import static dev.muster.client.ClientFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.client.Drift.State;
import dev.muster.evidence.Chains;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real files from which a quarantine takes a server, and into which an approval writes it back. */
class WithdrawalsTest {
  private static final String THEIRS =
      "{\n    \"theme\": \"dark\",\n    \"mcpServers\": {\n"
          + "        \"theirs\": { \"command\": \"x\" }\n    }\n}";
  private static final McpServer FINANCE = stdio("finance");
  @TempDir Path home;
  private ClientFixture room;

  @BeforeEach
  void open() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
  }

  private String scope(Kind kind) {
    return room.dep + "/mcp-installation/" + room.client(kind).name();
  }

  private Path bound(Kind kind, String before) throws IOException {
    Path file = room.file(kind);
    Files.createDirectories(file.getParent());
    if (before != null) {
      Files.writeString(file, before);
    }
    room.clients.bind(scope(kind), room.client(kind), FINANCE);
    room.clients.bind(scope(kind), room.client(kind), stdio("linear"));
    return file;
  }

  private void takeOut(Kind kind) {
    room.withdrawals.takeOut(scope(kind), room.client(kind), FINANCE);
  }

  private void putBack(Kind kind) {
    room.withdrawals.putBack(scope(kind), room.client(kind), FINANCE);
  }

  private List<State> drift() {
    return room.clients.drift(room.dep).stream().map(Drift::state).toList();
  }

  private Withdrawal only() {
    assertThat(room.withdrawals.of(room.dep)).hasSize(1);
    return room.withdrawals.of(room.dep).get(0);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void it_goes_alone_comes_back_and_taking_back_gives_the_bytes_of_before(Kind kind)
      throws IOException {
    Path file = bound(kind, THEIRS);
    takeOut(kind);
    assertThat(Files.readString(file))
        .contains("\"theirs\": { \"command\": \"x\" }", "\"linear\"")
        .doesNotContain("finance");
    assertThat(drift()).containsExactly(State.QUARANTINED, State.AS_WRITTEN);
    assertThat(room.clients.drift(room.dep)).noneMatch(Drift::drifted);
    Client client = room.client(kind);
    assertThat(room.clients.check(client, FINANCE).asWritten()).isFalse();
    var told = room.withdrawals.check(room.dep, client, FINANCE);
    assertThat(told.asWritten()).isTrue();
    assertThat(told.note()).isEqualTo("taken out of " + file);

    takeOut(kind);
    putBack(kind);
    assertThat(room.withdrawals.of(room.dep)).isEmpty();
    assertThat(room.clients.check(client, FINANCE).asWritten()).isTrue();
    assertThat(drift()).containsExactly(State.AS_WRITTEN, State.AS_WRITTEN);
    assertThat(Chains.stored().chain(room.dep))
        .extracting(EvidenceEntry::kind)
        .containsExactly("server-taken-out", "server-put-back");

    room.journal.takeBack(room.dep);
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void what_is_kept_out_leaves_nothing_to_take_back_and_is_never_written_late(Kind kind)
      throws IOException {
    Path file = bound(kind, THEIRS);
    takeOut(kind);
    room.journal.takeBack(room.dep);
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
    putBack(kind);
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
    assertThat(room.withdrawals.of(room.dep)).isEmpty();
    assertThat(drift()).isEmpty();
  }

  @Test
  void a_file_that_is_ours_alone_goes_and_comes_back() throws IOException {
    Path file = room.file(Kind.QWEN_CODE);
    Client client = room.client(Kind.QWEN_CODE);
    room.clients.bind(scope(Kind.QWEN_CODE), client, FINANCE);
    takeOut(Kind.QWEN_CODE);
    assertThat(file).doesNotExist();
    assertThat(file.getParent()).doesNotExist();
    putBack(Kind.QWEN_CODE);
    assertThat(room.clients.check(client, FINANCE).asWritten()).isTrue();
    room.journal.takeBack(room.dep);
    assertThat(file.getParent()).doesNotExist();
  }

  /** Theirs may stand inside of our entry: trust, a changed argument, a comment. */
  @Test
  void what_somebody_changed_in_our_entry_comes_back_with_it() throws IOException {
    Path file = bound(Kind.GEMINI_CLI, THEIRS);
    String edited =
        Files.readString(file)
            .replaceFirst("\"--x\"", "\"--y\"")
            .replaceFirst("\"command\": \"/usr", "// mine\n \"trust\": true, \"command\": \"/usr");
    Files.writeString(file, edited);
    String entry = LiveEntry.text(file, "finance").orElseThrow();
    takeOut(Kind.GEMINI_CLI);
    takeOut(Kind.GEMINI_CLI);
    assertThat(Files.readString(file)).doesNotContain("finance").contains("\"linear\"");
    putBack(Kind.GEMINI_CLI);
    assertThat(LiveEntry.text(file, "finance")).contains(entry);
    assertThat(entry).contains("// mine", "\"--y\"", "\"trust\": true");
    assertThat(room.clients.check(room.client(Kind.GEMINI_CLI), FINANCE).note())
        .isEqualTo("somebody changed args of server finance");
    room.journal.takeBack(room.dep);
    assertThat(Files.readString(file)).isEqualTo(THEIRS);
  }

  @Test
  void a_broken_file_fails_its_client_alone_and_says_so() throws IOException {
    Path broken = bound(Kind.QWEN_CODE, THEIRS);
    Path sound = bound(Kind.COPILOT_CLI, THEIRS);
    String whole = Files.readString(broken);
    Files.writeString(broken, whole + "}");
    takeOut(Kind.QWEN_CODE);
    takeOut(Kind.COPILOT_CLI);
    assertThat(Files.readString(broken)).isEqualTo(whole + "}");
    assertThat(Files.readString(sound)).doesNotContain("finance");
    assertThat(room.withdrawals.of(room.dep, "qwen-code", "finance").orElseThrow().told())
        .startsWith("NOT taken out of " + broken + ": ")
        .endsWith("Take server finance out by hand");
    assertThat(room.clients.drift(room.dep))
        .filteredOn(drift -> drift.file().equals(broken.toString()))
        .allMatch(Drift::drifted);

    Files.writeString(broken, whole);
    takeOut(Kind.QWEN_CODE);
    assertThat(Files.readString(broken)).doesNotContain("finance");
    assertThat(drift()).containsOnly(State.QUARANTINED, State.AS_WRITTEN);
    room.journal.takeBack(room.dep);
    assertThat(Files.readString(broken)).isEqualTo(THEIRS);
    assertThat(Files.readString(sound)).isEqualTo(THEIRS);
  }

  @Test
  void what_cannot_be_written_back_is_told_and_tried_again_when_a_person_says_so()
      throws IOException {
    Path file = bound(Kind.MCPORTER, THEIRS);
    takeOut(Kind.MCPORTER);
    String rest = Files.readString(file);
    Files.writeString(file, "{");
    assertThat(room.withdrawals.retry(room.dep, "finance")).isFalse();
    putBack(Kind.MCPORTER);
    assertThat(Files.readString(file)).isEqualTo("{");
    assertThat(only().told()).startsWith("approved, but NOT written back into " + file);
    assertThat(drift()).contains(State.REMOVED);
    assertThat(room.withdrawals.check(room.dep, room.client(Kind.MCPORTER), FINANCE).asWritten())
        .isFalse();

    Files.writeString(file, rest);
    assertThat(room.withdrawals.retry(room.dep, "finance")).isTrue();
    putBack(Kind.MCPORTER);
    assertThat(drift()).containsExactly(State.AS_WRITTEN, State.AS_WRITTEN);
  }

  @Test
  void one_of_that_name_that_somebody_put_there_meanwhile_is_theirs() throws IOException {
    Path file = bound(Kind.CLAUDE_CODE, THEIRS);
    takeOut(Kind.CLAUDE_CODE);
    String theirs = Files.readString(file).replace("\"theirs\"", "\"finance\"");
    Files.writeString(file, theirs);
    assertThat(drift()).containsExactly(State.CHANGED, State.AS_WRITTEN);
    putBack(Kind.CLAUDE_CODE);
    assertThat(Files.readString(file)).isEqualTo(theirs);
    assertThat(only().note()).contains("it is not Muster's");
  }

  @Test
  void one_that_another_deployment_wrote_too_stays_and_is_told() throws IOException {
    Path file = bound(Kind.QWEN_CODE, THEIRS);
    Client client = room.client(Kind.QWEN_CODE);
    McpServer moved =
        ClientFixture.server("finance", "/usr/bin/node", List.of("new.mjs"), FINANCE.env(), null);
    room.clients.bind(room.dep + "x/mcp-installation/qwen-code", client, moved);
    takeOut(Kind.QWEN_CODE);
    assertThat(LiveEntry.text(file, "finance").orElseThrow()).contains("new.mjs");
    assertThat(only().state()).isEqualTo(Withdrawal.State.STILL_THERE);
    assertThat(only().note()).contains("another deployment");
  }

  @Test
  void what_a_scope_never_wrote_is_not_taken_out_and_can_be_kept_out() throws WriteFailed {
    Client client = room.client(Kind.QWEN_CODE);
    takeOut(Kind.QWEN_CODE);
    assertThat(room.withdrawals.of(room.dep)).isEmpty();
    room.withdrawals.keepOut(scope(Kind.QWEN_CODE), client, FINANCE);
    assertThat(room.file(Kind.QWEN_CODE)).doesNotExist();
    assertThat(only().state()).isEqualTo(Withdrawal.State.OUT);
    putBack(Kind.QWEN_CODE);
    assertThat(room.clients.check(client, FINANCE).asWritten()).isTrue();
  }
}
