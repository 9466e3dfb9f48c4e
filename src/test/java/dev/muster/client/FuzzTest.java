package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand generated files, sound and broken: apply and uninstall give the same bytes, nothing
 * of others ever changes, and what is broken is refused and left. The seed is new each time and
 * printed; {@code -Dmuster.fuzzSeed=N} plays one again.
 */
class FuzzTest {
  private static final int FILES = 10_000;
  private static final int JOURNALLED = 300;
  private static final long SEED = Long.getLong("muster.fuzzSeed", System.nanoTime());

  /** One client for each dialect, and each client. */
  private static final List<Format> EVEN = List.of(Format.CLAUDE, Format.QWEN, Format.MCPORTER);

  private static final List<Format> ODD = List.of(Format.COPILOT, Format.GEMINI, Format.MCPORTER);
  @TempDir Path home;

  @BeforeAll
  static void tellTheSeed() {
    System.out.println("FuzzTest: -Dmuster.fuzzSeed=" + SEED);
  }

  /** Each file once, and in each dialect: what one client reads another may refuse. */
  @Test
  void apply_and_uninstall_of_ten_thousand_files() {
    Map<String, Integer> seen = new TreeMap<>();
    for (int n = 0; n < FILES; n++) {
      FuzzedFile file = new FuzzedFile(new Random(SEED + n));
      for (Format format : n % 2 == 0 ? EVEN : ODD) {
        String outcome = round(file, format, "file " + n + " of seed " + SEED + " for " + format);
        seen.merge(file.kind() + " " + outcome, 1, Integer::sum);
      }
    }
    // Each kind must really have been met, else this proves nothing.
    for (String kind : FuzzedFile.DEPENDS) {
      assertThat(seen.getOrDefault(kind + " applied", 0)).as(kind + " " + seen).isGreaterThan(100);
      assertThat(seen.getOrDefault(kind + " refused", 0)).as(kind + " " + seen).isGreaterThan(100);
    }
    for (String kind : FuzzedFile.SOUND) {
      assertThat(seen).doesNotContainKey(kind + " refused");
      assertThat(seen.getOrDefault(kind + " applied", 0)).as(kind + " " + seen).isGreaterThan(100);
    }
    for (String kind : FuzzedFile.BROKEN) {
      assertThat(seen.getOrDefault(kind + " refused", 0)).as(kind + " " + seen).isGreaterThan(100);
      assertThat(seen).doesNotContainKey(kind + " applied");
    }
  }

  private static String round(FuzzedFile file, Format format, String which) {
    List<byte[]> images = new ArrayList<>(List.of(file.bytes()));
    try {
      for (String name : file.servers()) {
        images.add(put(format, images.get(images.size() - 1), name));
      }
    } catch (Unreadable refused) {
      assertThat(refused.getMessage()).as(which).isNotBlank();
      return "refused";
    }
    byte[] live = images.get(images.size() - 1);
    assertForeignIsTheSame(file, format, live, which);
    live = new String(live, UTF_8).replace("MARK", "moved on \uD83D\uDE80").getBytes(UTF_8);
    for (int n = file.servers().size() - 1; n >= 0; n--) {
      String ours = JsonMemberCutter.entry(file.servers().get(n));
      live = new JsonMemberCutter().cut(live, List.of(ours, McpFile.IMPORTS), images.get(n));
    }
    String expected = new String(file.bytes(), UTF_8).replace("MARK", "moved on \uD83D\uDE80");
    if (!Arrays.equals(live, expected.getBytes(UTF_8))) {
      assertThat(new String(live, UTF_8)).as(which).isEqualTo(expected);
    }
    return "applied";
  }

  private static byte[] put(Format format, byte[] bytes, String name) {
    JsonNode entry = format.entry(server(name), v -> v, v -> v);
    return McpFile.put(JsonText.read(bytes, format.dialect()), name, entry, format.noImports());
  }

  private static McpServer server(String name) {
    return name.hashCode() % 2 == 0 ? ClientFixture.http(name) : ClientFixture.stdio(name);
  }

  /** As values, and every line of others is still there as it was. */
  private static void assertForeignIsTheSame(
      FuzzedFile file, Format format, byte[] live, String which) {
    JsonNode before = JsonText.read(file.bytes(), format.dialect()).value();
    ObjectNode after = (ObjectNode) JsonText.read(live, format.dialect()).value();
    ObjectNode servers = (ObjectNode) after.get(McpFile.SERVERS);
    for (String name : file.servers()) {
      if (servers.remove(name) == null) {
        throw new AssertionError(which + ": no server " + name);
      }
    }
    if (!before.path(McpFile.SERVERS).isObject()) {
      after.remove(McpFile.SERVERS);
    }
    if (before.isMissingNode()) {
      after.remove(McpFile.IMPORTS);
    }
    String was = before.isMissingNode() ? "{}" : before.toString();
    if (!after.toString().equals(was)) {
      assertThat(after.toString()).as(which).isEqualTo(was);
    }
  }

  /** The same through the journal and the disk. */
  @Test
  void apply_and_uninstall_on_disk() throws IOException {
    ClientFixture room = new ClientFixture(home.toRealPath());
    for (int n = 0; n < JOURNALLED; n++) {
      FuzzedFile file = new FuzzedFile(new Random(SEED - 1 - n));
      var client = room.client(file.client());
      Path path = room.file(file.client());
      String scope = room.dep + "/" + n;
      Files.createDirectories(path.getParent());
      Files.write(path, file.bytes());

      if (FuzzedFile.BROKEN.contains(file.kind())) {
        assertThatThrownBy(() -> room.clients.bind(scope, client, ClientFixture.stdio("a")))
            .isInstanceOf(WriteFailed.class)
            .hasMessageContaining(path.toString());
        assertThat(room.journal.open(scope)).isEmpty();
      } else {
        bindAll(room, scope, file);
      }
      room.journal.takeBack(scope);
      assertThat(Files.readAllBytes(path))
          .as("file -%d of seed %d, %s", n + 1, SEED, file.kind())
          .isEqualTo(file.bytes());
    }
  }

  private static void bindAll(ClientFixture room, String scope, FuzzedFile file) {
    try {
      for (String name : file.servers()) {
        room.clients.bind(scope, room.client(file.client()), ClientFixture.stdio(name));
      }
    } catch (WriteFailed refused) {
      // Sound for some clients: this one knows no comments or no trailing commas.
      assertThat(file.isSoundFor(file.client())).isFalse();
    }
  }
}
