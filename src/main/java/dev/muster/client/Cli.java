package dev.muster.client;

import dev.muster.client.CliSessions.Session;
import dev.muster.plan.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What Muster knows of one kind of CLI: how it is started headless, and what it says then. */
interface Cli {

  /**
   * The program itself, not the wrapper that npm puts on the path: a wrapper's child outlives it
   * and goes on calling the model.
   *
   * @param command as the plan names it, links followed
   * @param node that runs what is a script
   */
  List<String> program(Path command, Path node);

  /** Its files below the scratch home. */
  void write(Room room, Session session, ServerFile servers) throws IOException;

  /** Its variables besides home, path and temporary folder. */
  Map<String, String> environment(Room room, Session session);

  /** What follows the program. The task is not among it: it is what the program reads. */
  List<String> arguments(Room room, Session session);

  /**
   * Text of an output line that begins a turn, for a CLI that cannot be told how many it may have;
   * empty: it can.
   */
  default String turnMark() {
    return "";
  }

  /** Whether it expands references in the file that holds a session's servers. */
  default boolean expands() {
    return true;
  }

  /** Files below a person's home that hold the CLI's own login. */
  List<String> logins();

  /** Reads all that it wrote. */
  Said read(Room room, Session session, Output output);

  /** What a CLI wrote, and how it ended. */
  record Output(Integer exitCode, String text, String errors) {}

  static Cli of(Client.Kind kind) {
    return switch (kind) {
      case QWEN_CODE -> new QwenCode();
      case GEMINI_CLI -> new GeminiCli();
      case COPILOT_CLI -> new CopilotCli();
      case CLAUDE_CODE -> new ClaudeCode();
      case MCPORTER -> throw new CliRefused("mcporter works no tasks");
    };
  }

  /** A script runs under Node; anything else by itself. */
  static List<String> started(Path program, Path node, String... options) {
    String name = program.getFileName().toString();
    if (!name.endsWith(".js") && !name.endsWith(".mjs") && !name.endsWith(".cjs")) {
      return List.of(program.toString());
    }
    var line = new java.util.ArrayList<>(List.of(node.toString()));
    line.addAll(List.of(options));
    line.add(program.toString());
    return List.copyOf(line);
  }
}
