package dev.muster.client;

import dev.muster.journal.Journal;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Agent;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Agent definition files; each is ours as a whole. */
@Component
class AgentFiles {
  private final Journal journal;
  private final References references;

  AgentFiles(Journal journal, References references) {
    this.journal = journal;
    this.references = references;
  }

  void define(String scope, Client client, Agent agent, List<McpServer> servers) {
    Optional<AgentFile> format = format(client);
    if (format.isEmpty()) {
      return;
    }
    if (!agent.name().matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw new WriteFailed("agent " + agent.name() + ": no name for a file", null);
    }
    AgentFile form = format.get();
    Path file =
        references
            .home(client)
            .resolve(client.project() == null ? form.path(agent) : form.projectPath(agent));
    byte[] text = form.text(agent, servers).getBytes(StandardCharsets.UTF_8);
    journal.write(
        scope,
        file,
        WholeFileCutter.KIND,
        List.of(WholeFileCutter.ENTRY),
        live -> replace(file, live, text));
    verify(file, text);
  }

  /** The folder that holds the definitions, when this kind of client has any. */
  Optional<Path> folder(Client client) {
    return format(client)
        .map(f -> client.project() == null ? f.folder() : f.projectFolder())
        .map(folder -> references.home(client).resolve(folder));
  }

  private byte[] replace(Path file, byte[] live, byte[] text) {
    if (live == null || Arrays.equals(live, text)) {
      return text;
    }
    byte[] last =
        journal
            .written(file, WholeFileCutter.ENTRY)
            .orElseThrow(
                () ->
                    new WriteFailed(
                        file + ": there is an agent of this name already, and it is not Muster's",
                        null));
    if (!Arrays.equals(last, live)) {
      throw new WriteFailed(
          file
              + ": somebody changed it since Muster wrote it: undo that, or delete the file to have"
              + " the plan's",
          null);
    }
    return text;
  }

  private static void verify(Path file, byte[] text) {
    try {
      if (!Arrays.equals(Files.readAllBytes(file), text)) {
        throw new WriteFailed(file + ": somebody changed it at once", null);
      }
    } catch (IOException e) {
      throw new WriteFailed(file + ": cannot be read back: " + e.getMessage(), e);
    }
  }

  private static Optional<AgentFile> format(Client client) {
    return switch (client.kind()) {
      case QWEN_CODE -> Optional.of(AgentFile.QWEN);
      case GEMINI_CLI -> Optional.of(AgentFile.GEMINI);
      case COPILOT_CLI -> Optional.of(AgentFile.COPILOT);
      case CLAUDE_CODE -> Optional.of(AgentFile.CLAUDE);
      case MCPORTER -> Optional.empty();
    };
  }
}
