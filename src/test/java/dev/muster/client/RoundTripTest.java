package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 6 over files as people really have them: generated, with every freedom their client has. */
class RoundTripTest {
  private static final Dialect LENIENT = Dialect.COMMENTS_AND_TRAILING_COMMAS;
  private static final String CHANGED = "changed by somebody \uD83D\uDE80";
  private static final int FILES = 500;
  private static final int JOURNALLED = 60;
  @TempDir Path home;

  /** Only cutting, without the short cut over the pre-image; no database, so all the files. */
  @Test
  void cutting_is_the_inverse_of_binding_to_the_byte() {
    for (int seed = 0; seed < FILES; seed++) {
      Sample sample = new Sample(seed);
      List<byte[]> images = new ArrayList<>(List.of(sample.bytes()));
      for (String name : sample.servers) {
        images.add(put(sample, images.get(images.size() - 1), name));
      }
      byte[] live = images.get(images.size() - 1);
      assertOnlyOursWasAdded(sample, sample.bytes(), live);
      live = new String(live, UTF_8).replace("MARK", CHANGED).getBytes(UTF_8);
      for (int n = sample.servers.size() - 1; n >= 0; n--) {
        List<String> ours = List.of(JsonMemberCutter.entry(sample.servers.get(n)), McpFile.IMPORTS);
        live = new JsonMemberCutter().cut(live, ours, images.get(n));
      }
      assertThat(new String(live, UTF_8))
          .as("seed %d", seed)
          .isEqualTo(sample.text().replace("MARK", CHANGED));
    }
  }

  private static byte[] put(Sample sample, byte[] bytes, String name) {
    Format format = Format.of(sample.kind);
    JsonNode entry = format.entry(ClientFixture.stdio(name), v -> v, v -> v);
    return McpFile.put(JsonText.read(bytes, format.dialect()), name, entry, format.noImports());
  }

  @Test
  void bind_and_take_back_gives_the_same_bytes() throws IOException {
    ClientFixture room = new ClientFixture(home.toRealPath());
    for (int seed = 0; seed < FILES; seed++) {
      Sample sample = new Sample(seed);
      Path file = room.file(sample.kind);
      byte[] before = sample.bytes();
      Files.createDirectories(file.getParent());
      Files.write(file, before);

      sample.bindAll(room, "/" + seed);
      assertOnlyOursWasAdded(sample, before, Files.readAllBytes(file));
      room.journal.takeBack(room.dep + "/" + seed);

      assertThat(Files.readString(file)).as("seed %d", seed).isEqualTo(sample.text());
      assertThat(Files.readAllBytes(file)).as("seed %d", seed).isEqualTo(before);
    }
  }

  @Test
  void foreign_changes_in_between_stay_to_the_byte() throws IOException {
    ClientFixture room = new ClientFixture(home.toRealPath());
    for (int seed = 0; seed < JOURNALLED; seed++) {
      Sample sample = new Sample(seed);
      Path file = room.file(sample.kind);
      Files.createDirectories(file.getParent());
      Files.write(file, sample.bytes());

      sample.bindAll(room, "/" + seed);
      String bound = Files.readString(file);
      Files.writeString(file, bound.replace("MARK", CHANGED));
      room.journal.takeBack(room.dep + "/" + seed);

      assertThat(Files.readString(file))
          .as("seed %d, bound %s", seed, bound)
          .isEqualTo(sample.text().replace("MARK", CHANGED));
    }
  }

  @Test
  void scopes_taken_back_in_any_order_give_the_same_bytes() throws IOException {
    ClientFixture room = new ClientFixture(home.toRealPath());
    for (int seed = 0; seed < JOURNALLED; seed++) {
      Sample sample = new Sample(seed);
      Path file = room.file(sample.kind);
      Files.createDirectories(file.getParent());
      Files.write(file, sample.bytes());
      String scope = room.dep + "/" + seed + "/";
      List<String> names = new ArrayList<>(List.of("a", "b", "c"));
      for (String name : names) {
        room.clients.bind(
            scope + name, room.client(sample.kind), ClientFixture.stdio("muster-" + name));
      }
      java.util.Collections.shuffle(names, sample.random);
      for (String name : names) {
        room.journal.takeBack(scope + name);
        assertThat(Files.readString(file)).doesNotContain("muster-" + name);
      }
      assertThat(Files.readAllBytes(file)).as("seed %d", seed).isEqualTo(sample.bytes());
    }
  }

  private static void assertOnlyOursWasAdded(Sample sample, byte[] before, byte[] bound) {
    Dialect dialect = Format.of(sample.kind).dialect();
    JsonNode was = JsonText.read(before, dialect).value();
    ObjectNode is = (ObjectNode) JsonText.read(bound, dialect).value();
    ObjectNode servers = (ObjectNode) is.get("mcpServers");
    sample.servers.forEach(name -> assertThat(servers.remove(name)).isNotNull());
    if (!was.path("mcpServers").isObject()) {
      is.remove("mcpServers");
    }
    if (was.isMissingNode()) {
      is.remove("imports");
    }
    assertThat(is.toString()).isEqualTo(was.isMissingNode() ? "{}" : was.toString());
  }

  /** One generated file and the servers that are bound into it. */
  private static final class Sample {
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<String> WORDS =
        List.of(
            "theme", "größe", "名前", "a b", "\\\"q\\\"", "{", "//", "/*", "x,y", "\\\\", "é\\u00e9");
    final Random random;
    final Kind kind;
    final List<String> servers = new ArrayList<>();
    private final boolean oneLine;
    private final String newline;
    private final String indent;
    private final boolean comments;
    private final boolean trailing;
    private final String text;
    private int names;

    Sample(int seed) {
      random = new Random(seed);
      kind = pick(KINDS);
      oneLine = random.nextInt(6) == 0;
      newline = pick(List.of("\n", "\n", "\r\n"));
      indent = pick(List.of("  ", "    ", "\t", " "));
      comments = !oneLine && Format.of(kind).dialect() != Dialect.STRICT && random.nextBoolean();
      trailing = Format.of(kind).dialect() == LENIENT && random.nextInt(3) == 0;
      text = (random.nextInt(5) == 0 ? "\uFEFF" : "") + document();
      for (int n = 0; n <= random.nextInt(3); n++) {
        servers.add("muster-" + n);
      }
    }

    byte[] bytes() {
      return text.getBytes(UTF_8);
    }

    String text() {
      return text;
    }

    void bindAll(ClientFixture room, String scope) {
      for (String name : servers) {
        room.clients.bind(
            room.dep + scope,
            room.client(kind),
            random.nextBoolean() && kind != Kind.COPILOT_CLI
                ? ClientFixture.http(name)
                : ClientFixture.stdio(name));
      }
    }

    private String document() {
      int shape = random.nextInt(12);
      if (shape == 0) {
        return pick(
            List.of("{}", "{ }", "{" + newline + "}", "{" + newline + newline + "}", "", " "));
      }
      if (shape == 1 && comments) {
        return "// nothing here yet" + pick(List.of("", newline));
      }
      List<String> members = members(1, 1 + random.nextInt(4));
      members.add(random.nextInt(members.size() + 1), member(1, "\"mark\"", "\"MARK\""));
      if (random.nextInt(3) > 0) {
        String name = random.nextInt(5) == 0 ? "\"mcp\\u0053ervers\"" : "\"mcpServers\"";
        members.add(random.nextInt(members.size() + 1), member(1, name, container(1, false)));
      }
      return comment("")
          + object(1, members)
          + pick(List.of("", newline, newline + newline))
          + comment("");
    }

    private String container(int depth, boolean array) {
      if (random.nextInt(3) == 0) {
        return array
            ? "[]"
            : pick(List.of("{}", "{ }", oneLine ? "{}" : "{" + newline + indent + "}"));
      }
      return object(depth + 1, members(depth + 1, 1 + random.nextInt(3)));
    }

    private List<String> members(int depth, int count) {
      List<String> members = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        members.add(member(depth, "\"" + pick(WORDS) + names++ + "\"", value(depth)));
      }
      return members;
    }

    private String member(int depth, String name, String value) {
      String space = random.nextInt(4) == 0 ? " " : "";
      return name + space + ":" + pick(List.of(" ", "", "  ")) + value;
    }

    private String value(int depth) {
      return switch (random.nextInt(depth > 3 ? 4 : 6)) {
        case 0 -> "\"" + pick(WORDS) + "\"";
        case 1 -> pick(List.of("1", "-2.5e3", "0"));
        case 2 -> pick(List.of("true", "null"));
        case 3 -> "[1, \"]\", {\"deep\": \"}\"}]";
        default -> container(depth, random.nextBoolean());
      };
    }

    private String object(int depth, List<String> members) {
      StringBuilder out = new StringBuilder("{").append(comment(" "));
      for (int n = 0; n < members.size(); n++) {
        boolean last = n == members.size() - 1;
        out.append(line(depth)).append(members.get(n));
        out.append(inline()).append(!last || trailing ? "," : "").append(comment(" "));
      }
      return out.append(random.nextInt(6) == 0 ? line(0) : line(depth - 1)).append("}").toString();
    }

    private String line(int depth) {
      if (oneLine) {
        return random.nextInt(3) == 0 ? " " : "";
      }
      String blank = random.nextInt(8) == 0 ? newline : "";
      return blank + newline + indent.repeat(depth);
    }

    private String inline() {
      return comments && random.nextInt(6) == 0 ? " /* in , } line */" : "";
    }

    private String comment(String before) {
      if (!comments || random.nextInt(3) > 0) {
        return "";
      }
      return before
          + pick(
              List.of(
                  "// it's \"quoted\", }" + newline, "/* block */", "/* two" + newline + " */"));
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }
}
