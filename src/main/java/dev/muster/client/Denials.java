package dev.muster.client;

import dev.muster.client.Clients.Written;
import dev.muster.journal.Journal;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Claude Code has no lists of tools beside a server: what may not be used stands among the denied
 * permissions of its settings, for the user or for a project.
 */
@Component
class Denials {
  private static final String FILE = ".claude/settings.json";
  private final Journal journal;
  private final References references;

  Denials(Journal journal, References references) {
    this.journal = journal;
    this.references = references;
  }

  void bind(String scope, Client client, McpServer server) {
    Optional<Path> file = file(client);
    if (file.isEmpty() || server.tools() == null) {
      return;
    }
    try {
      deny(scope, file.get(), denied(server));
    } catch (Unreadable | IOException e) {
      throw new WriteFailed(file.get() + ": " + e.getMessage(), e);
    }
  }

  private void deny(String scope, Path file, List<String> denied) throws IOException {
    List<String> missing = missing(file, denied);
    List<String> ours = denied.stream().filter(tool -> isOurs(file, tool, missing)).toList();
    if (!ours.isEmpty()) {
      journal.write(
          scope,
          file,
          DeniedToolCutter.KIND,
          ours,
          live -> missing.isEmpty() && live != null ? live : DeniedToolCutter.deny(live, missing));
    }
  }

  /** What another scope denies too; what a person does stays that person's. */
  private boolean isOurs(Path file, String tool, List<String> missing) {
    return missing.contains(tool) || journal.held(file, tool).isPresent();
  }

  /** What is wrong; empty when nothing is, or when there is nothing to deny. */
  Optional<Written> check(Client client, McpServer server) {
    Optional<Path> file = file(client);
    if (file.isEmpty() || server.tools() == null) {
      return Optional.empty();
    }
    try {
      List<String> missing = missing(file.get(), denied(server));
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Written(false, file.get(), "does not deny " + String.join(", ", missing)));
    } catch (Unreadable | IOException e) {
      return Optional.of(new Written(false, file.get(), "cannot be checked: " + e.getMessage()));
    }
  }

  /** The settings, of a client that is told there. */
  Optional<Path> file(Client client) {
    return client.kind() == Client.Kind.CLAUDE_CODE
        ? Optional.of(references.home(client).resolve(FILE))
        : Optional.empty();
  }

  private static List<String> missing(Path file, List<String> denied) throws IOException {
    List<String> there =
        Files.exists(file) ? DeniedToolCutter.denied(JsonText.bytes(file)) : List.of();
    return denied.stream().filter(tool -> !there.contains(tool)).toList();
  }

  private static List<String> denied(McpServer server) {
    McpServer.Tools tools = server.tools();
    List<String> denied = new ArrayList<>(tools.deny());
    if (!tools.allow().isEmpty()) {
      List<String> known = server.expect().names();
      if (known.isEmpty() && denied.isEmpty()) {
        throw new Unreadable(
            "Claude Code is told which tools it may not use: give tools.deny, or all tools of "
                + server.name()
                + " in expect.names");
      }
      known.stream().filter(tool -> !tools.allow().contains(tool)).forEach(denied::add);
    }
    return denied.stream()
        .distinct()
        .map(tool -> "mcp__%s__%s".formatted(server.name(), tool))
        .toList();
  }
}
