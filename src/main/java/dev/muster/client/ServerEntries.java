package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.Clients.Written;
import dev.muster.journal.Journal;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Servers in clients' configuration files. */
@Component
class ServerEntries {
  private final Journal journal;
  private final References references;

  ServerEntries(Journal journal, References references) {
    this.journal = journal;
    this.references = references;
  }

  void bind(String scope, Client client, McpServer server) {
    write(scope, client, server, (file, entry) -> live -> put(client, server, entry, file, live));
    Written written = check(client, server);
    if (!written.asWritten()) {
      throw new WriteFailed(written.file() + ": " + written.note(), null);
    }
  }

  /**
   * Binds a server that was taken out.
   *
   * @param kept the entry's text as it was taken out, with what somebody had changed in it; null:
   *     nothing was changed
   */
  void putBack(String scope, Client client, McpServer server, String kept) {
    if (kept == null) {
      bind(scope, client, server);
      return;
    }
    write(
        scope,
        client,
        server,
        (file, entry) -> live -> putBack(client, server, entry, file, live, kept));
  }

  private byte[] putBack(
      Client client, McpServer server, JsonNode entry, Path file, byte[] live, String kept) {
    Dialect dialect = Format.of(client.kind()).dialect();
    // Written back already by one that died before it could note that.
    if (live != null
        && McpFile.value(JsonText.read(live, dialect), server.name()).stream()
            .anyMatch(kept::equals)) {
      return live;
    }
    byte[] put = put(client, server, entry, file, live);
    return Arrays.equals(put, live)
        ? live
        : McpFile.value(JsonText.read(put, dialect), server.name(), kept);
  }

  private void write(
      String scope,
      Client client,
      McpServer server,
      BiFunction<Path, JsonNode, UnaryOperator<byte[]>> change) {
    Path file = file(client);
    String ours = JsonMemberCutter.entry(server.name());
    try {
      JsonNode entry = entry(client, server);
      journal.write(
          scope,
          file,
          JsonMemberCutter.KIND,
          Format.of(client.kind()).noImports() ? List.of(ours, McpFile.IMPORTS) : List.of(ours),
          Layout.json(entry).getBytes(StandardCharsets.UTF_8),
          change.apply(file, entry));
    } catch (Unreadable e) {
      throw new WriteFailed(file + ": " + e.getMessage(), e);
    }
  }

  private byte[] put(Client client, McpServer server, JsonNode entry, Path file, byte[] live) {
    String name = server.name();
    Format format = Format.of(client.kind());
    if (live == null) {
      return McpFile.create(name, entry, format.noImports());
    }
    JsonText text = JsonText.read(live, format.dialect());
    JsonNode there = text.at(McpFile.SERVERS, name);
    if (there.isMissingNode()) {
      return McpFile.put(text, name, entry, format.noImports());
    }
    if (there.equals(entry)) {
      return live;
    }
    EntryMerge merge =
        EntryMerge.of(applied(file, name).orElseThrow(() -> foreign(name)), there, entry);
    if (!merge.edited().isEmpty()) {
      throw new Unreadable(
          changed(name, merge)
              + " since Muster wrote it: undo that, or delete the server there to have the plan's");
    }
    return merge.changes().isEmpty() ? live : McpFile.change(text, name, merge.changes());
  }

  private static Unreadable foreign(String name) {
    return new Unreadable(
        "there is a server "
            + name
            + " already, and it is not Muster's: remove or rename it, or leave it out of the"
            + " plan");
  }

  private static String changed(String name, EntryMerge merge) {
    return "somebody changed " + String.join(", ", merge.edited()) + " of server " + name;
  }

  Written check(Client client, McpServer server) {
    Path file = file(client);
    try {
      JsonNode now = entry(client, server);
      return Files.exists(file)
          ? check(client, server.name(), file, now)
          : new Written(false, file, "there is no file");
    } catch (Unreadable | IOException e) {
      return new Written(false, file, "cannot be checked: " + e.getMessage());
    }
  }

  private Written check(Client client, String name, Path file, JsonNode now) throws IOException {
    JsonNode there =
        JsonText.read(JsonText.bytes(file), Format.of(client.kind()).dialect())
            .at(McpFile.SERVERS, name);
    if (there.isMissingNode()) {
      return new Written(false, file, "the file holds no server " + name);
    }
    if (there.equals(now)) {
      return new Written(true, file, null);
    }
    Optional<JsonNode> last = applied(file, name);
    if (last.isEmpty()) {
      return new Written(false, file, "the file's server " + name + " is another, not Muster's");
    }
    EntryMerge merge = EntryMerge.of(last.get(), there, now);
    if (!merge.edited().isEmpty()) {
      return new Written(false, file, changed(name, merge));
    }
    return new Written(
        true,
        file,
        merge.changes().isEmpty()
            ? null
            : "an address, a secret or the plan changed since it was written. Mend: deploy the plan"
                + " again, which writes it");
  }

  boolean bound(Client client, McpServer server) {
    return applied(file(client), server.name()).isPresent();
  }

  /** The entry as we last applied it, when that is not taken back. */
  private Optional<JsonNode> applied(Path file, String name) {
    return journal
        .held(file, JsonMemberCutter.entry(name))
        .map(held -> AppliedEntry.of(held, name));
  }

  private JsonNode entry(Client client, McpServer server) {
    Format format = Format.of(client.kind());
    return format.entry(
        server,
        references::kept,
        text ->
            format.expandsOnlyEnv() ? references.unexpanded(client, text) : references.kept(text));
  }

  Path file(Client client) {
    Format format = Format.of(client.kind());
    return references
        .home(client)
        .resolve(client.project() == null ? format.file() : format.projectFile());
  }
}
