package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.McpServer;
import java.util.List;
import java.util.Optional;

/** The stream of JSON events that Claude Code writes, and Qwen Code after it. */
final class ResultEvents {
  private static final String API_ERROR = "[API Error:";
  private final Said said;
  private final List<McpServer> servers;
  private JsonNode result;

  ResultEvents(Said said, List<McpServer> servers) {
    this.said = said;
    this.servers = servers;
  }

  /** Gives the last event, {@code result}, which holds each CLI's own kind of usage. */
  Optional<JsonNode> read(String output) {
    Events.of(output).forEach(this::read);
    if (result != null) {
      end(result);
    }
    return Optional.ofNullable(result);
  }

  private void read(JsonNode event) {
    switch (event.path("type").asText()) {
      case "system" -> begin(event);
      case "assistant" -> assistant(event);
      case "user" -> event.at("/message/content").forEach(this::answered);
      case "result" -> result = event;
      default -> {
        // of no interest here
      }
    }
  }

  /** A server that did not connect: the agent would have worked without its tools. */
  private void begin(JsonNode event) {
    said.known();
    said.asked(event.path("model").asText(null));
    for (JsonNode server : event.path("mcp_servers")) {
      String name = server.path("name").asText();
      String status = server.path("status").asText();
      boolean ours = servers.stream().anyMatch(s -> s.name().equals(name));
      if (ours && !List.of("connected", "pending", "connecting").contains(status)) {
        said.wrong("its server " + name + " is " + status);
      }
    }
  }

  /** What a subagent says is part of its parent's turn. */
  private void assistant(JsonNode event) {
    if (!event.hasNonNull("parent_tool_use_id")) {
      said.turn();
    }
    said.answeredAs(event.at("/message/model").asText(null));
    for (JsonNode part : event.at("/message/content")) {
      if (part.path("type").asText().equals("tool_use")) {
        called(part);
      }
    }
  }

  /** Qwen Code may call a tool by way of another one, which holds its name and arguments. */
  private void called(JsonNode part) {
    boolean deferred = part.path("name").asText().equals("tool_call");
    JsonNode call = deferred ? part.path("input") : part;
    JsonNode arguments = call.path(deferred ? "arguments" : "input");
    ToolName name = ToolName.of(call.path("name").asText(), servers, "mcp__", "__");
    said.called(part.path("id").asText(), name, arguments);
  }

  private void answered(JsonNode part) {
    if (part.path("type").asText().equals("tool_result")) {
      JsonNode content = part.path("content");
      said.answered(
          part.path("tool_use_id").asText(),
          content.isTextual() ? content.asText() : texts(content),
          part.path("is_error").asBoolean());
    }
  }

  private static String texts(JsonNode content) {
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }

  private void end(JsonNode result) {
    String text = result.path("result").asText("");
    String subtype = result.path("subtype").asText();
    said.end();
    said.text(text);
    said.turns(result.path("num_turns").asInt(said.turns()));
    if (subtype.equals("error_max_turns")) {
      said.outOfTurns();
    } else if (result.path("is_error").asBoolean() || !subtype.equals("success")) {
      said.wrong(subtype + ": " + result.at("/error/message").asText(text));
    } else if (text.strip().startsWith(API_ERROR)) {
      said.wrong(text);
    }
    for (JsonNode denied : result.path("permission_denials")) {
      said.wrong("it was not allowed to call " + denied.path("tool_name").asText("a tool"));
    }
  }
}
