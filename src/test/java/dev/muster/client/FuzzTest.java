package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.McpServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand generated files, sound and broken, in memory: apply, apply of a changed plan and
 * uninstall give the same bytes, no value of others ever changes, and what is broken is refused.
 * The seed is new each time and printed; {@code -Dmuster.fuzzSeed=N} plays one again.
 */
class FuzzTest {
  private static final int FILES = 10_000;
  static final long SEED = Long.getLong("muster.fuzzSeed", System.nanoTime());

  /** One client for each dialect, and each client. */
  private static final List<Format> EVEN = List.of(Format.CLAUDE, Format.QWEN, Format.MCPORTER);

  private static final List<Format> ODD = List.of(Format.COPILOT, Format.GEMINI, Format.MCPORTER);

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
    for (String name : file.servers()) {
      live = again(format, live, name, which);
    }
    assertForeignIsTheSame(file, format, live, which);
    live = moved(live);
    for (int n = file.servers().size() - 1; n >= 0; n--) {
      String ours = JsonMemberCutter.entry(file.servers().get(n));
      live = new JsonMemberCutter().cut(live, List.of(ours, McpFile.IMPORTS), images.get(n));
    }
    byte[] expected = moved(file.bytes());
    if (!Arrays.equals(live, expected)) {
      assertThat(new String(live, UTF_8)).as(which).isEqualTo(new String(expected, UTF_8));
    }
    return "applied";
  }

  private static byte[] put(Format format, byte[] bytes, String name) {
    JsonNode entry = format.entry(server(name), v -> v, v -> v);
    return McpFile.put(JsonText.read(bytes, format.dialect()), name, entry, format.noImports());
  }

  /** What the plan wants now is merged over what was applied. */
  private static byte[] again(Format format, byte[] live, String name, String which) {
    JsonText text = JsonText.read(live, format.dialect());
    JsonNode last = format.entry(server(name), v -> v, v -> v);
    JsonNode now = format.entry(changed(server(name)), v -> v, v -> v);
    EntryMerge merge = EntryMerge.of(last, text.at(McpFile.SERVERS, name), now);
    if (!merge.edited().isEmpty() || merge.changes().isEmpty()) {
      throw new AssertionError(which + ": " + merge);
    }
    byte[] merged = McpFile.change(text, name, merge.changes());
    if (!JsonText.read(merged, format.dialect()).at(McpFile.SERVERS, name).equals(now)) {
      throw new AssertionError(which + ": not what the plan wants of " + name);
    }
    return merged;
  }

  /** Other arguments or another address, a variable more and one less. */
  static McpServer changed(McpServer server) {
    String name = server.name();
    return server.isStdio()
        ? ClientFixture.server(
            name, "/usr/bin/node", List.of("two.mjs"), Map.of("L", "${KEY}", "M", "1"), null)
        : ClientFixture.server(name, null, List.of(), Map.of(), "http://127.0.0.1:4712/mcp");
  }

  private static McpServer server(String name) {
    return name.hashCode() % 2 == 0 ? ClientFixture.http(name) : ClientFixture.stdio(name);
  }

  /** As values; that uninstall gives their bytes back is what the whole round shows. */
  static void assertForeignIsTheSame(FuzzedFile file, Format format, byte[] live, String which) {
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

  /** Claude Code's settings, among the rules that a person has there. */
  @Test
  void denials_of_ten_thousand_settings() {
    Map<String, Integer> seen = new TreeMap<>();
    for (int n = 0; n < FILES; n++) {
      FuzzedFile file = new FuzzedFile(new Random(SEED + n));
      String outcome = denials(file, "file " + n + " of seed " + SEED);
      seen.merge(outcome, 1, Integer::sum);
      if (FuzzedFile.SOUND.contains(file.kind())) {
        assertThat(outcome).as("file %d of seed %d", n, SEED).isNotEqualTo("refused");
      }
    }
    assertThat(seen.get("new")).as("%s", seen).isGreaterThan(1000);
    assertThat(seen.get("among others")).as("%s", seen).isGreaterThan(100);
    assertThat(seen.get("refused")).as("%s", seen).isGreaterThan(1000);
  }

  private static String denials(FuzzedFile file, String which) {
    List<String> ours = List.of("mcp__a__drop", "mcp__a__w\\\"x", "mcp__größe__y");
    List<String> before;
    byte[] live;
    try {
      before = DeniedToolCutter.denied(file.bytes());
      live = DeniedToolCutter.deny(file.bytes(), ours);
    } catch (Unreadable refused) {
      return "refused";
    }
    List<String> expected = new ArrayList<>(before);
    expected.addAll(ours);
    if (!DeniedToolCutter.denied(live).containsAll(expected)) {
      throw new AssertionError(which + ": " + new String(live, UTF_8));
    }
    live = moved(live);
    byte[] left = new DeniedToolCutter().cut(live, ours, file.bytes());
    if (!Arrays.equals(left, moved(file.bytes()))) {
      assertThat(new String(left, UTF_8))
          .as("%s, %s", which, file.kind())
          .isEqualTo(new String(moved(file.bytes()), UTF_8));
    }
    return before.isEmpty() ? "new" : "among others";
  }

  /** Somebody else went on writing. */
  static byte[] moved(byte[] bytes) {
    return new String(bytes, UTF_8).replace("MARK", "moved on \uD83D\uDE80").getBytes(UTF_8);
  }
}
