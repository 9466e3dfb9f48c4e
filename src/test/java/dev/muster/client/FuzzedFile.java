package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.plan.Client;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One generated configuration file. */
final class FuzzedFile {
  static final List<String> SOUND =
      List.of(
          "plain", "BOM", "CRLF", "one line", "deep", "long", "odd text", "odd numbers", "empty");

  /** Some clients read these, others do not. */
  static final List<String> DEPENDS = List.of("comments", "trailing commas");

  static final List<String> BROKEN =
      List.of(
          "duplicate key",
          "top-level array",
          "scalar",
          "cut off",
          "no UTF-8",
          "garbage",
          "twice",
          "servers no object",
          "bottomless");

  private static final List<String> WORDS =
      List.of(
          "theme",
          "größe",
          "名前",
          "\\ud83d\\ude80",
          "\uD83D\uDE80",
          "\\ud800",
          "a b",
          "\\\"q\\\"",
          "{",
          "}",
          "//",
          "/*",
          "*/",
          "x,y",
          "\\\\",
          "\\u0000",
          "\\n",
          "\u2028",
          "\u00a0",
          "'",
          "mcpServers/",
          "imports");
  private static final List<String> ODD_NUMBERS =
      List.of(
          "123456789012345678901234567890123456789012345678901234567890",
          "-0",
          "-0.0",
          "1e400",
          "-1E-400",
          "0.1000000000000000055511151231257827",
          "1E+2",
          "2e5");

  /** What a person may have among Claude Code's settings. */
  private static final List<String> PERMISSIONS =
      List.of(
          "{}",
          "{ \"deny\": [] }",
          "{\"allow\": [\"Bash(ls:*)\"]}",
          "{\"deny\": [\"Bash(rm:*)\", \"Read(./.env)\"], \"allow\": []}",
          "{\"deny\":\n [ \"mcp__theirs__x\"\n]}");

  private static final int DEEP = 200;
  private static final int BOTTOMLESS = 5000;

  private final Random random;
  private final String kind;
  private final Client.Kind client;
  private final List<String> servers = new ArrayList<>();
  private final String newline;
  private final String indent;
  private final byte[] bytes;
  private int names;

  FuzzedFile(Random random) {
    this.random = random;
    List<String> kinds = new ArrayList<>(SOUND);
    kinds.addAll(DEPENDS);
    kinds.addAll(BROKEN);
    kind = pick(kinds);
    client = pick(Arrays.asList(Client.Kind.values()));
    newline = kind.equals("CRLF") ? "\r\n" : kind.equals("one line") ? "" : "\n";
    indent = newline.isEmpty() ? "" : pick(List.of("  ", "    ", "\t", " ", ""));
    bytes = kind.equals("no UTF-8") ? noText() : text().getBytes(UTF_8);
    for (int n = 0; n <= random.nextInt(3); n++) {
      servers.add("muster-" + n);
    }
  }

  String kind() {
    return kind;
  }

  Client.Kind client() {
    return client;
  }

  List<String> servers() {
    return servers;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  boolean isSoundFor(Client.Kind reader) {
    Dialect dialect = Format.of(reader).dialect();
    return switch (kind) {
      case "comments" -> dialect != Dialect.STRICT;
      case "trailing commas" -> dialect == Dialect.COMMENTS_AND_TRAILING_COMMAS;
      default -> SOUND.contains(kind);
    };
  }

  private String text() {
    return switch (kind) {
      case "BOM" -> "\uFEFF" + document();
      case "empty" ->
          pick(
              List.of(
                  "", " ", "\n", "\r\n\r\n", "\t \n", "{}", "{ }", "{\n}", "\uFEFF", "\n{\n\n}\n"));
      case "trailing commas" -> document().replaceAll("([0-9\"\\]}el])(\\s*})\\s*$", "$1,$2");
      case "top-level array" -> "[" + document() + "]";
      case "scalar" -> pick(List.of("null", "true", "1", "\"{}\"", "-1e3"));
      case "cut off" -> cutOff(document());
      case "garbage" ->
          pick(List.of("{a:1}", "{'a':1}", "<xml/>", "{\"a\":1;}", "a=1", "{,}", "}{"));
      case "twice" -> document() + newline + document();
      case "duplicate key" -> object(0, List.of("\"a\": 1", "\"b\": {}", "\"\\u0061\": 2"));
      case "servers no object" ->
          object(0, List.of(pair("mcpServers", pick(List.of("[]", "null", "1", "\"\"")))));
      case "bottomless" ->
          object(0, List.of(pair("a", "[".repeat(BOTTOMLESS) + "]".repeat(BOTTOMLESS))));
      default -> document();
    };
  }

  private byte[] noText() {
    byte[] good = document().getBytes(UTF_8);
    good[good.length / 2] = (byte) 0xC3;
    good[good.length / 2 + 1] = (byte) 0x28;
    return good;
  }

  private String cutOff(String document) {
    String solid = document.strip();
    return solid.substring(0, 1 + random.nextInt(solid.length() - 1));
  }

  private String document() {
    List<String> members = new ArrayList<>();
    members.add(pair("mark", "\"MARK\""));
    for (int n = random.nextInt(5); n > 0; n--) {
      members.add(random.nextInt(members.size() + 1), pair(name(), value(0)));
    }
    if (random.nextInt(3) > 0) {
      String name = random.nextInt(6) == 0 ? "mcp\\u0053ervers" : "mcpServers";
      members.add(random.nextInt(members.size() + 1), pair(name, serversOfOthers()));
    }
    if (random.nextInt(8) == 0) {
      members.add(pair("imports", pick(List.of("[]", "[\"cursor\"]"))));
    }
    if (random.nextInt(6) == 0) {
      members.add(pair("permissions", pick(PERMISSIONS)));
    }
    if (kind.equals("deep")) {
      members.add(pair(name(), "[{\"d\":".repeat(DEEP) + "1" + "}]".repeat(DEEP)));
    }
    if (kind.equals("long")) {
      members.add(pair(name(), "\"" + "x".repeat(5000 + random.nextInt(20000)) + "\""));
    }
    String after = newline.isEmpty() ? "" : pick(List.of("", newline, newline + newline));
    return comment() + object(0, members) + after + comment();
  }

  private String serversOfOthers() {
    return random.nextInt(3) == 0
        ? pick(List.of("{}", "{ }", "{" + newline + "}"))
        : object(1, List.of(pair(name(), value(1)), pair(name(), "{\"command\": \"theirs\"}")));
  }

  private String name() {
    return pick(WORDS) + names++;
  }

  private String pair(String name, String value) {
    return "\""
        + name
        + "\""
        + pick(List.of("", "", " "))
        + ":"
        + pick(List.of(" ", "", "  "))
        + value;
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 4 : 6)) {
      case 0 -> "\"" + pick(WORDS) + "\"";
      case 1 -> kind.equals("odd numbers") ? pick(ODD_NUMBERS) : pick(List.of("1", "-2.5e3", "0"));
      case 2 -> pick(List.of("true", "false", "null"));
      case 3 -> pick(List.of("[]", "[1, \"]\", {\"deep\": \"}\"}]", "[[[]], {}]", "{}"));
      default -> object(depth + 1, List.of(pair(name(), value(depth + 1)), pair(name(), "1")));
    };
  }

  private String object(int depth, List<String> members) {
    StringBuilder out = new StringBuilder("{").append(comment());
    for (int n = 0; n < members.size(); n++) {
      boolean last = n == members.size() - 1;
      out.append(newline).append(indent.repeat(depth + 1)).append(members.get(n));
      out.append(inline()).append(last ? "" : ",").append(comment());
    }
    return out.append(newline).append(indent.repeat(depth)).append("}").toString();
  }

  private String inline() {
    return kind.equals("comments") && random.nextInt(6) == 0 ? " /* in , } line */" : "";
  }

  private String comment() {
    return kind.equals("comments") && random.nextInt(3) == 0
        ? pick(List.of(" // it's \"quoted\", }\n", " /* block */", "/* two\n ** // */", "//\n"))
        : "";
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
