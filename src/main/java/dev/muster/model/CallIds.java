package dev.muster.model;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of tool calls that every protocol accepts, also those that another provider made. */
final class CallIds {
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_-]{1,40}");
  private static final Pattern OURS = Pattern.compile("call_\\d+_\\d+");

  private CallIds() {}

  /** The id itself where it fits, else one that always comes out the same. */
  static String portable(String id) {
    return ACCEPTED.matcher(id).matches() ? id : "call_" + hash(id);
  }

  /** Without its dashes it fits: OpenAI takes 40 characters. */
  private static String hash(String id) {
    var bytes = id.getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().replace("-", "");
  }

  /**
   * For a protocol without ids: the same in every delivery, unique in the conversation.
   *
   * @param number of the call in its answer
   */
  static String made(ChatRequest request, int number) {
    long answersBefore =
        request.messages().stream().filter(m -> m instanceof Message.Assistant).count();
    return "call_" + answersBefore + "_" + number;
  }

  static boolean isMade(String id) {
    return OURS.matcher(id).matches();
  }
}
