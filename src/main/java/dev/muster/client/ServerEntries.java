package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.Clients.Written;
import dev.muster.journal.Journal;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.secret.SecretMissing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    Path file = file(client);
    String ours = JsonMemberCutter.entry(server.name());
    try {
      JsonNode entry = entry(client, server);
      journal.write(
          scope,
          file,
          JsonMemberCutter.KIND,
          Format.of(client.kind()).noImports() ? List.of(ours, McpFile.IMPORTS) : List.of(ours),
          live -> put(client, server.name(), entry, file, live));
    } catch (Unreadable | SecretMissing e) {
      throw new WriteFailed(file + ": " + e.getMessage(), e);
    }
    Written written = check(client, server);
    if (!written.asWritten()) {
      throw new WriteFailed(file + ": " + written.note(), null);
    }
  }

  private byte[] put(Client client, String name, JsonNode entry, Path file, byte[] live) {
    Format format = Format.of(client.kind());
    if (live == null) {
      return McpFile.create(name, entry, format.noImports());
    }
    JsonText text = JsonText.read(live, format.dialect());
    JsonNode there = text.at(McpFile.SERVERS, name);
    if (there.equals(entry)) {
      return live;
    }
    if (!there.isMissingNode() && !ours(file, format, name).equals(Optional.of(there))) {
      throw new Unreadable(
          "there is a server "
              + name
              + " already, and it is not Muster's: remove or rename it, or leave it out of the"
              + " plan");
    }
    return McpFile.put(text, name, entry, format.noImports());
  }

  Written check(Client client, McpServer server) {
    Path file = file(client);
    try {
      return Files.exists(file)
          ? check(client, server, file)
          : new Written(false, file, "there is no file");
    } catch (Unreadable | SecretMissing | IOException e) {
      return new Written(false, file, "cannot be checked: " + e.getMessage());
    }
  }

  private Written check(Client client, McpServer server, Path file) throws IOException {
    Format format = Format.of(client.kind());
    JsonNode there =
        JsonText.read(Files.readAllBytes(file), format.dialect())
            .at(McpFile.SERVERS, server.name());
    if (there.isMissingNode()) {
      return new Written(false, file, "the file holds no server " + server.name());
    }
    JsonNode now = entry(client, server);
    if (there.equals(now)) {
      return new Written(true, file, null);
    }
    return ours(file, format, server.name()).equals(Optional.of(there))
        ? new Written(true, file, "an address or the plan changed since it was written")
        : new Written(false, file, "somebody changed server " + server.name());
  }

  /** The entry as we last wrote it. */
  private Optional<JsonNode> ours(Path file, Format format, String name) {
    return journal
        .written(file, JsonMemberCutter.entry(name))
        .map(bytes -> JsonText.read(bytes, format.dialect()).at(McpFile.SERVERS, name));
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
    return references.home(client).resolve(Format.of(client.kind()).file());
  }
}
