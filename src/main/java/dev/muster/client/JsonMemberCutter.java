package dev.muster.client;

import dev.muster.client.Spans.ObjectSpan;
import dev.muster.journal.CannotCut;
import dev.muster.journal.Cutter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Cuts our servers out of a client's configuration, and what we made to hold them: {@code
 * mcpServers}, mcporter's empty {@code imports}, the file.
 */
@Component
class JsonMemberCutter implements Cutter {
  static final String KIND = "json-member";
  private static final Dialect LENIENT = Dialect.COMMENTS_AND_TRAILING_COMMAS;
  private static final String IN_SERVERS = McpFile.SERVERS + "/";

  /** The journal's word for one server. */
  static String entry(String server) {
    return IN_SERVERS + server;
  }

  /** The server that an entry of the journal is about; null when it is about none. */
  static String server(String entry) {
    return entry.startsWith(IN_SERVERS) ? entry.substring(IN_SERVERS.length()) : null;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public byte[] cut(byte[] live, List<String> entries, byte[] preImage) {
    JsonText file = read(live, entries);
    if (file.isBlank()) {
      return live;
    }
    Optional<JsonText> before =
        Optional.ofNullable(preImage).map(bytes -> read(bytes, entries)).filter(t -> !t.isBlank());
    String text = withoutServers(file.text(), entries);
    if (text.equals(file.text())) {
      return live;
    }
    String rest = withoutHolders(text, entries, before);
    if (before.isEmpty() && isEmpty(rest, root(rest))) {
      return withoutRoot(file, rest, preImage);
    }
    return file.with(rest);
  }

  private static String withoutServers(String text, List<String> entries) {
    String rest = text;
    for (String entry : entries) {
      if (entry.startsWith(IN_SERVERS)) {
        rest = McpFile.remove(rest, entry.substring(IN_SERVERS.length()));
      }
    }
    return rest;
  }

  private static String withoutHolders(
      String text, List<String> entries, Optional<JsonText> before) {
    Optional<ObjectSpan> servers = servers(text);
    if (servers.isEmpty() || !isEmpty(text, servers.get())) {
      return text;
    }
    if (before.isPresent() && before.get().value().has(McpFile.SERVERS)) {
      return servers(before.get().text())
          .map(was -> asItWas(text, servers.get(), before.get().text(), was))
          .orElse(text);
    }
    String rest = McpFile.removeFromRoot(text, McpFile.SERVERS);
    if (entries.contains(McpFile.IMPORTS) && isOurImports(rest, before)) {
      rest = McpFile.removeFromRoot(rest, McpFile.IMPORTS);
    }
    return before.isEmpty()
        ? rest
        : asItWas(rest, root(rest), before.get().text(), root(before.get().text()));
  }

  /** White space between braces that held nothing before us comes back as it was. */
  static String asItWas(String text, ObjectSpan now, String before, ObjectSpan was) {
    return isEmpty(text, now) && isEmpty(before, was)
        ? text.substring(0, now.open() + 1)
            + before.substring(was.open() + 1, was.close())
            + text.substring(now.close())
        : text;
  }

  private static boolean isOurImports(String text, Optional<JsonText> before) {
    return before.map(b -> !b.value().has(McpFile.IMPORTS)).orElse(true)
        && JsonText.read(text.getBytes(StandardCharsets.UTF_8), LENIENT)
            .at(McpFile.IMPORTS)
            .toString()
            .equals("[]");
  }

  /** There was no object before us: what stands around it stays, and the file if it was there. */
  private static byte[] withoutRoot(JsonText file, String rest, byte[] preImage) {
    ObjectSpan root = root(rest);
    String around = rest.substring(0, root.open()) + rest.substring(root.close() + 1);
    if (preImage != null && around.strip().equals(read(preImage, List.of()).text().strip())) {
      return preImage;
    }
    return around.isBlank() && preImage == null ? null : file.with(around);
  }

  private static Optional<ObjectSpan> servers(String text) {
    return root(text)
        .member(McpFile.SERVERS)
        .filter(m -> text.charAt(m.valueStart()) == '{')
        .map(m -> new Spans(text).object(m.valueStart()));
  }

  static ObjectSpan root(String text) {
    Spans spans = new Spans(text);
    return spans.object(spans.root());
  }

  static boolean isEmpty(String text, ObjectSpan object) {
    return text.substring(object.open() + 1, object.close()).isBlank();
  }

  static JsonText read(byte[] bytes, List<String> entries) {
    try {
      return JsonText.read(bytes, LENIENT);
    } catch (Unreadable e) {
      throw new CannotCut(
          "the file changed after us and cannot be read ("
              + e.getMessage()
              + "): remove "
              + entries
              + " by hand");
    }
  }
}
