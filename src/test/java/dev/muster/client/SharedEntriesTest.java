package dev.muster.client;

import static dev.muster.client.ClientFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two deployments of one plan write the same server into the same file, as people repeat a plan.
 */
class SharedEntriesTest {
  private static final String THEIRS = "{\n  \"theme\": \"dark\"\n}";
  private static final McpServer FINANCE = stdio("finance");
  @TempDir Path home;
  private ClientFixture room;

  @BeforeEach
  void open() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
  }

  private String first(Kind kind) {
    return room.dep + "-1/mcp-installation/" + room.client(kind).name();
  }

  private String second(Kind kind) {
    return room.dep + "-2/mcp-installation/" + room.client(kind).name();
  }

  private Path both(Kind kind) throws IOException {
    Path file = room.file(kind);
    Files.createDirectories(file.getParent());
    Files.writeString(file, THEIRS);
    for (String scope : List.of(first(kind), second(kind))) {
      room.clients.bind(scope, room.client(kind), FINANCE);
      room.clients.bind(scope, room.client(kind), stdio("linear"));
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void what_both_wrote_stays_until_the_last_is_taken_back(Kind kind) throws IOException {
    Path file = both(kind);
    byte[] written = Files.readAllBytes(file);
    room.journal.takeBack(room.dep + "-1");
    assertThat(file).hasBinaryContent(written);
    assertThat(room.clients.check(room.client(kind), FINANCE).asWritten()).isTrue();
    room.journal.takeBack(room.dep + "-2");
    assertThat(file).hasContent(THEIRS);
    assertThat(room.journal.open(room.dep + "-1")).isEmpty();
    assertThat(room.journal.open(room.dep + "-2")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void it_does_not_matter_who_goes_first(Kind kind) throws IOException {
    Path file = both(kind);
    byte[] written = Files.readAllBytes(file);
    room.journal.takeBack(room.dep + "-2");
    assertThat(file).hasBinaryContent(written);
    room.journal.takeBack(room.dep + "-1");
    assertThat(file).hasContent(THEIRS);
  }

  /** Found by the second only: before, it said nothing and the client went on using the server. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_quarantine_of_one_of_them_says_that_the_other_holds_it(Kind kind) throws IOException {
    Path file = both(kind);
    Client client = room.client(kind);
    room.withdrawals.takeOut(second(kind), client, FINANCE);
    assertThat(room.withdrawals.of(room.dep + "-2"))
        .singleElement()
        .satisfies(
            out -> {
              assertThat(out.state()).isEqualTo(Withdrawal.State.STILL_THERE);
              assertThat(out.note()).contains("another deployment");
            });
    room.withdrawals.takeOut(first(kind), client, FINANCE);
    assertThat(Files.readString(file)).doesNotContain("finance").contains("linear");

    room.withdrawals.putBack(second(kind), client, FINANCE);
    room.journal.takeBack(room.dep + "-2");
    assertThat(Files.readString(file)).doesNotContain("finance").contains("linear");
    room.journal.takeBack(room.dep + "-1");
    assertThat(file).hasContent(THEIRS);
  }

  /** The older entry is under the newer one; a pre-image must not bring it back for nobody. */
  @Test
  void what_was_taken_out_below_a_newer_write_does_not_come_back_with_its_pre_image()
      throws IOException {
    Path file = room.file(Kind.QWEN_CODE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, THEIRS);
    Client client = room.client(Kind.QWEN_CODE);
    room.clients.bind(first(Kind.QWEN_CODE), client, FINANCE);
    room.clients.bind(first(Kind.QWEN_CODE), client, stdio("linear"));
    McpServer moved =
        ClientFixture.server("finance", "/usr/bin/node", List.of("new.mjs"), FINANCE.env(), null);
    room.clients.bind(second(Kind.QWEN_CODE), client, moved);
    room.withdrawals.takeOut(first(Kind.QWEN_CODE), client, FINANCE);
    assertThat(Files.readString(file)).contains("new.mjs");
    room.journal.takeBack(room.dep + "-2");
    assertThat(Files.readString(file)).doesNotContain("finance").contains("linear");
    room.journal.takeBack(room.dep + "-1");
    assertThat(file).hasContent(THEIRS);
  }

  /** What a person has there alike stays that person's. */
  @Test
  void what_nobody_of_ours_wrote_is_not_claimed() throws IOException {
    Path file = room.file(Kind.QWEN_CODE);
    room.clients.bind(first(Kind.QWEN_CODE), room.client(Kind.QWEN_CODE), FINANCE);
    String theirs = Files.readString(file);
    room.journal.takeBack(room.dep + "-1");
    Files.createDirectories(file.getParent());
    Files.writeString(file, theirs);
    room.clients.bind(second(Kind.QWEN_CODE), room.client(Kind.QWEN_CODE), FINANCE);
    room.journal.takeBack(room.dep + "-2");
    assertThat(file).hasContent(theirs);
  }

  @Test
  void what_both_deny_stays_denied_until_the_last_is_taken_back() throws IOException {
    McpServer denying =
        ClientFixture.denying(FINANCE, new Tools(List.of(), List.of("drop"), List.of()));
    Client client = room.client(Kind.CLAUDE_CODE);
    room.clients.bind(first(Kind.CLAUDE_CODE), client, denying);
    room.clients.bind(second(Kind.CLAUDE_CODE), client, denying);
    room.journal.takeBack(room.dep + "-1");
    assertThat(room.clients.check(client, denying).asWritten()).isTrue();
    room.journal.takeBack(room.dep + "-2");
    assertThat(home).isEmptyDirectory();
  }
}
