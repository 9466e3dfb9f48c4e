package dev.muster.agent;

import dev.muster.model.ChatAnswer.Stop;
import dev.muster.model.Message;
import dev.muster.model.ToolCall;
import java.util.Optional;

/**
 * What follows from how an answer ended, told from the conversation alone. A model that would not,
 * or was cut off in mid-sentence, has not done its task: its run stops softly and says so, and its
 * checks judge what there is. The same call again would be paid again for the same end.
 */
final class Endings {
  /** Put to a model whose call of a tool could not be read. */
  static final String AGAIN =
      "Your last answer was a tool call that could not be read, so no tool was called. Call a tool"
          + " that you were given, with arguments that fit its schema, or answer in words.";

  private static final int SHOWN = 200;

  private Endings() {}

  /** Why the run stops here; empty when it goes on. */
  static Optional<String> stop(Run run, Message.Assistant said) {
    if (said.broken() == Stop.REFUSED) {
      return Optional.of(run.model() + " refused to answer" + words(said.text()));
    }
    return said.broken() == Stop.LENGTH && said.toolCalls().isEmpty()
        ? Optional.of(
            run.model()
                + "'s answer was cut off at the most tokens that it may write: its"
                + " maxOutputTokens in the plan, or its window")
        : Optional.empty();
  }

  /**
   * Why a call is not made that the model asked for, told to it as the call's result; empty: it can
   * be made. With what is left of its arguments it would be another call.
   */
  static Optional<String> unmade(Message.Assistant said, ToolCall call) {
    if (!call.arguments().isObject()) {
      return Optional.of(
          call.name()
              + " was not called, since its arguments are no JSON object"
              + words(call.arguments().asText(call.arguments().toString())));
    }
    var last = said.toolCalls().get(said.toolCalls().size() - 1);
    return said.broken() == Stop.LENGTH && call.equals(last)
        ? Optional.of(
            call.name()
                + " was not called, since your answer was cut off in it at the most tokens that"
                + " you may write; call it with less at once")
        : Optional.empty();
  }

  private static String words(String said) {
    if (said == null || said.isBlank()) {
      return "";
    }
    var line = said.strip().replaceAll("\\s+", " ");
    return ": " + (line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...");
  }

  /** Whether the model is to say it once more; each time is a turn, and turns are limited. */
  static boolean isToAnswerAgain(Message message) {
    return message instanceof Message.Assistant said
        && said.broken() == Stop.MALFORMED
        && said.toolCalls().isEmpty();
  }

  /** Whether it ends a step of its task. */
  static boolean closes(Message message) {
    return message instanceof Message.Assistant said
        && said.toolCalls().isEmpty()
        && !isToAnswerAgain(said);
  }
}
