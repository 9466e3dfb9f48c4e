package dev.muster.client;

import static dev.muster.client.ClientFixture.http;
import static dev.muster.client.ClientFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.client.Drift.State;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of what Muster wrote. */
class DriftTest {
  @TempDir Path home;
  private ClientFixture room;
  private Path file;

  @BeforeEach
  void twoServers() throws IOException {
    home = home.toRealPath();
    room = new ClientFixture(home);
    Client client = room.client(Kind.GEMINI_CLI);
    file = room.file(Kind.GEMINI_CLI);
    room.clients.bind(room.dep + "/mcp-installation/g", client, stdio("finance"));
    room.clients.bind(room.dep + "/mcp-installation/g", client, http("linear"));
  }

  @Test
  void nothing_changed() {
    assertThat(room.clients.drift(room.dep))
        .extracting(Drift::entry, Drift::state, Drift::elsewhere)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("finance", State.AS_WRITTEN, false),
            org.assertj.core.api.Assertions.tuple("linear", State.AS_WRITTEN, false));
  }

  @Test
  void others_changes_are_no_drift() throws IOException {
    edit("\"mcpServers\"", "\"theme\": \"dark\",\n  \"mcpServers\"");
    assertThat(room.clients.drift(room.dep))
        .hasSize(2)
        .noneMatch(Drift::drifted)
        .allMatch(Drift::elsewhere);
  }

  @Test
  void members_are_named_and_never_their_values() throws IOException {
    edit("Bearer ${LINEAR_API_KEY}", "Bearer lin_secret");
    edit("\"--x\"", "\"--x\", \"--token=hunter2\"");
    edit("\"K\": \"${KEY}\"", "\"K\": \"${KEY}\", \"NODE_OPTIONS\": \"--require=evil\"");
    var drift = room.clients.drift(room.dep);

    assertThat(drift).extracting(Drift::state).containsOnly(State.CHANGED);
    assertThat(drift.get(0).members()).containsExactly("args", "+env.NODE_OPTIONS");
    assertThat(drift.get(1).members()).containsExactly("headers.Authorization");
    assertThat(drift.toString()).doesNotContain("hunter2", "lin_secret", "evil");
  }

  @Test
  void a_removed_server_a_broken_file_and_a_file_that_is_gone() throws IOException {
    Files.writeString(file, "{\"mcpServers\":{}}");
    assertThat(room.clients.drift(room.dep)).extracting(Drift::state).containsOnly(State.REMOVED);
    Files.writeString(file, "{\"mcpServers\":");
    assertThat(room.clients.drift(room.dep))
        .extracting(Drift::state)
        .containsOnly(State.UNREADABLE);
    Files.delete(file);
    assertThat(room.clients.drift(room.dep))
        .allSatisfy(d -> assertThat(d.note()).isEqualTo("the file is gone"))
        .extracting(Drift::state)
        .containsOnly(State.REMOVED);
  }

  /** A secret that lacks its quotes, and one as the name of a member that is there twice. */
  @Test
  void a_broken_file_is_told_by_its_place_and_never_by_its_words() throws IOException {
    for (String broken :
        List.of(
            "{\n  \"token\": ghp_hunter2}",
            "{\n  \"ghp_hunter2\": 1, \"ghp_hunter2\": 2}",
            "{\n  ghp_hunter2: 1}",
            "{\n  \"token\": \"a\\ghp_hunter2\"}")) {
      Files.writeString(file, broken);
      assertThat(room.clients.drift(room.dep))
          .hasSize(2)
          .extracting(Drift::note)
          .allSatisfy(note -> assertThat(note).contains("line 2, column ", "no JSON"))
          .allSatisfy(note -> assertThat(note).doesNotContain("hunter2", "ghp"));
      assertThatThrownBy(
              () -> room.clients.bind(room.dep + "/x", room.client(Kind.GEMINI_CLI), http("new")))
          .isInstanceOf(WriteFailed.class)
          .hasMessageContaining("line 2")
          .hasMessageNotContaining("ghp");
      var read = ConfigImport.of(List.of(new ConfigImport.Source(Kind.GEMINI_CLI, file, null)));
      assertThat(read.remarks().toString()).contains("line 2").doesNotContain("hunter2", "ghp");
    }
  }

  @Test
  void what_is_taken_back_drifts_no_more() {
    room.journal.takeBack(room.dep);
    assertThat(room.clients.drift(room.dep)).isEmpty();
  }

  /** A person's addition that was there at the last apply is no change since then. */
  @Test
  void what_was_merged_is_no_drift() throws IOException {
    edit("\"command\":", "\"trust\": true, \"command\":");
    assertThat(room.clients.drift(room.dep)).filteredOn(Drift::drifted).hasSize(1);
    room.clients.bind(
        room.dep + "/mcp-installation/g",
        room.client(Kind.GEMINI_CLI),
        ClientFixture.server("finance", "/bin/new", List.of(), java.util.Map.of(), null));
    assertThat(room.clients.drift(room.dep)).noneMatch(Drift::drifted);
  }

  private void edit(String old, String fresh) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, fresh));
  }
}
