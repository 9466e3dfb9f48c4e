package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.client.Spans.Member;
import dev.muster.client.Spans.ObjectSpan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The edits of a file whose root object holds servers under {@code mcpServers}. */
final class McpFile {
  static final String SERVERS = "mcpServers";
  static final String IMPORTS = "imports";
  private static final Layout NEW = new Layout("\n", "  ");

  private McpFile() {}

  /** A whole file with this server alone. */
  static byte[] create(String name, JsonNode entry, boolean noImports) {
    return (NEW.print(document(name, entry, noImports), 0) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The file with the server added, or put in place of the entry of that name. */
  static byte[] put(JsonText file, String name, JsonNode entry, boolean noImports) {
    String text = file.text();
    Spans spans = new Spans(text);
    if (file.isBlank()) {
      String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
      return file.with(text + separator + NEW.print(document(name, entry, noImports), 0) + "\n");
    }
    Optional<Member> servers = spans.object(spans.root()).member(SERVERS);
    if (servers.isEmpty()) {
      JsonNode one = JsonNodeFactory.instance.objectNode().set(name, entry);
      return file.with(MemberEdit.add(text, spans.root(), 1, SERVERS, one));
    }
    int open = open(file, servers.get());
    return file.with(
        spans
            .object(open)
            .member(name)
            .map(old -> MemberEdit.replace(text, old, 2, entry))
            .orElseGet(() -> MemberEdit.add(text, open, 2, name, entry)));
  }

  /** The text without the server; the same text when it is not there. */
  static String remove(String text, String name) {
    Spans spans = new Spans(text);
    return spans
        .object(spans.root())
        .member(SERVERS)
        .filter(servers -> text.charAt(servers.valueStart()) == '{')
        .map(servers -> spans.object(servers.valueStart()))
        .flatMap(in -> in.member(name).map(member -> MemberEdit.remove(text, in, member)))
        .orElse(text);
  }

  /** A server's entry as it stands there. */
  static Optional<String> value(JsonText file, String name) {
    return file.at(SERVERS, name).isMissingNode()
        ? Optional.empty()
        : Optional.of(server(file.text(), name))
            .map(member -> file.text().substring(member.valueStart(), member.end()));
  }

  /** The file with another text for a server that is there. */
  static byte[] value(JsonText file, String name, String text) {
    Member member = server(file.text(), name);
    return file.with(
        file.text().substring(0, member.valueStart()) + text + file.text().substring(member.end()));
  }

  private static Member server(String text, String name) {
    Spans spans = new Spans(text);
    return member(spans, member(spans, spans.root(), SERVERS).valueStart(), name);
  }

  /** The text without a member of the root. */
  static String removeFromRoot(String text, String name) {
    Spans spans = new Spans(text);
    ObjectSpan root = spans.object(spans.root());
    return root.member(name).map(member -> MemberEdit.remove(text, root, member)).orElse(text);
  }

  /** The file with these changes inside of a server that is there. */
  static byte[] change(JsonText file, String name, List<EntryMerge.Change> changes) {
    String text = file.text();
    for (EntryMerge.Change change : changes) {
      Spans spans = new Spans(text);
      int open =
          member(spans, member(spans, spans.root(), SERVERS).valueStart(), name).valueStart();
      int depth = 3;
      for (String step : change.path().subList(0, change.path().size() - 1)) {
        open = member(spans, open, step).valueStart();
        depth++;
      }
      text = change(text, spans.object(open), depth, change);
    }
    return file.with(text);
  }

  private static String change(String text, ObjectSpan in, int depth, EntryMerge.Change change) {
    String name = change.path().get(change.path().size() - 1);
    Optional<Member> there = in.member(name);
    if (change.value().isMissingNode()) {
      return there.map(member -> MemberEdit.remove(text, in, member)).orElse(text);
    }
    return there
        .map(member -> MemberEdit.replace(text, member, depth, change.value()))
        .orElseGet(() -> MemberEdit.add(text, in.open(), depth, name, change.value()));
  }

  private static Member member(Spans spans, int open, String name) {
    return spans.object(open).member(name).orElseThrow();
  }

  private static int open(JsonText file, Member servers) {
    int at = servers.valueStart();
    if (file.text().charAt(at) != '{') {
      long line = file.text().substring(0, at).lines().count();
      throw new Unreadable("line " + line + ": mcpServers is not an object");
    }
    return at;
  }

  private static ObjectNode document(String name, JsonNode entry, boolean noImports) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    if (noImports) {
      document.putArray(IMPORTS);
    }
    document.putObject(SERVERS).set(name, entry);
    return document;
  }
}
