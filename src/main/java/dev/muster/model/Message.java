package dev.muster.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** One message of a conversation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Message.User.class, name = "user"),
  @JsonSubTypes.Type(value = Message.Assistant.class, name = "assistant"),
  @JsonSubTypes.Type(value = Message.Tools.class, name = "tools")
})
public sealed interface Message {

  /** What was asked. */
  record User(String text) implements Message {}

  /** What a model said. */
  record Assistant(String text, List<ToolCall> toolCalls) implements Message {}

  /** Results of the tool calls of the message before, in request order. */
  record Tools(List<ToolResult> results) implements Message {}
}
