package dev.muster.model;

import com.fasterxml.jackson.annotation.JsonInclude;
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

  /**
   * What a model said.
   *
   * @param verbatim null where the model showed no reasoning that its protocol wants back
   * @param broken why it is no whole answer; null when it is one
   */
  record Assistant(
      String text,
      List<ToolCall> toolCalls,
      @JsonInclude(JsonInclude.Include.NON_NULL) Verbatim verbatim,
      @JsonInclude(JsonInclude.Include.NON_NULL) ChatAnswer.Stop broken)
      implements Message {

    /** Without reasoning. */
    public Assistant(String text, List<ToolCall> toolCalls) {
      this(text, toolCalls, null);
    }

    /** A whole answer. */
    public Assistant(String text, List<ToolCall> toolCalls, Verbatim verbatim) {
      this(text, toolCalls, verbatim, null);
    }

    /** An answer as it takes its place in a conversation. */
    public static Assistant of(ChatAnswer answer) {
      boolean whole =
          answer.stop() == ChatAnswer.Stop.END || answer.stop() == ChatAnswer.Stop.TOOLS;
      return new Assistant(
          answer.text(), answer.toolCalls(), answer.verbatim(), whole ? null : answer.stop());
    }
  }

  /** Results of the tool calls of the message before, in request order. */
  record Tools(List<ToolResult> results) implements Message {}
}
