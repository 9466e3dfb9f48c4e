package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * A client that Muster configures.
 *
 * @param home the folder that stands for the user's home, may hold references; default {@code ~}
 * @param servers the MCP servers to configure in it
 * @param agentDefinitions whether agents' definition files are written for it
 * @param resolveSecrets true only for a client without reference syntax: values are written in
 *     clear, and the plan says so
 * @param project folder of a project, may hold references: what is written is for that project
 *     alone; null: for the user, below {@code home}
 * @param command the CLI itself, to be asked what it makes of its configuration; may hold
 *     references; null: it is not asked
 */
public record Client(
    String name,
    Kind kind,
    String home,
    List<String> servers,
    boolean agentDefinitions,
    boolean resolveSecrets,
    @JsonInclude(Include.NON_NULL) String project,
    @JsonInclude(Include.NON_NULL) String command) {

  /** A client of the user. */
  public Client(
      String name,
      Kind kind,
      String home,
      List<String> servers,
      boolean agentDefinitions,
      boolean resolveSecrets) {
    this(name, kind, home, servers, agentDefinitions, resolveSecrets, null, null);
  }

  /** The file formats that Muster writes. */
  public enum Kind {
    QWEN_CODE,
    GEMINI_CLI,
    COPILOT_CLI,
    CLAUDE_CODE,
    MCPORTER;

    /** The protocol that its CLI speaks to a model behind another address; null: it calls none. */
    public Model.Protocol speaks() {
      return switch (this) {
        case QWEN_CODE, COPILOT_CLI -> Model.Protocol.OPENAI_CHAT;
        case GEMINI_CLI -> Model.Protocol.GEMINI_GENERATE;
        case CLAUDE_CODE -> Model.Protocol.ANTHROPIC_MESSAGES;
        case MCPORTER -> null;
      };
    }

    /** As plans write it. */
    public String word() {
      return CatalogueShapes.word(this);
    }
  }
}
