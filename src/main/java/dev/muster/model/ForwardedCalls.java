package dev.muster.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import dev.muster.plan.Price;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The way to a paid call whose request somebody else wrote, in the provider's own protocol:
 * bounded, reserved and written into the ledger as every call is, and its answer is passed on as it
 * comes.
 */
public interface ForwardedCalls {

  /** Reserved for the input of each call, however small it is. */
  long LEAST_INPUT_TOKENS = InputAllowance.MOST_AT_ALL;

  /**
   * Reserve, SENDING, send, pass on, settle, in that order. Whoever waits holds no thread here
   * until the provider answers; from then on one thread of the room's bounded pool passes the
   * answer on.
   *
   * @throws NotForwardable when the request asks for what cannot be bounded; nothing was reserved
   */
  Passing forward(Forward call, Receiver to);

  /**
   * A call to forward.
   *
   * @param taskId unique: a forwarded call is never delivered again
   * @param purpose turn, or personal
   * @param runId subject of the step counter
   * @param maxInputTokens enforced before the call; with maxOutputTokens the worst case
   * @param maxOutputTokens sent when the request asks for more, or for nothing
   * @param streamed whether the answer is asked for piece by piece
   * @param body as it was written; its model and its bounds are set anew
   * @param headers passed on to the provider; never a key
   * @param keepAnswer false: only the figures are stored, not what was said
   */
  record Forward(
      String taskId,
      String deploymentId,
      String purpose,
      String runId,
      String budgetPath,
      String agent,
      String arm,
      Model model,
      Price price,
      int maxInputTokens,
      int maxOutputTokens,
      boolean streamed,
      ObjectNode body,
      Map<String, String> headers,
      Duration timeout,
      boolean keepAnswer) {}

  /** Who is given the provider's answer, on one thread, in order. */
  interface Receiver {

    /** The provider answers, perhaps with an error. */
    void head(int status, Map<String, List<String>> headers) throws IOException;

    /** The next bytes; an exception says that nobody takes them any more. */
    void bytes(byte[] bytes) throws IOException;
  }

  /** A call under way. */
  interface Passing {

    /**
     * Nobody waits for it any more.
     *
     * @param why as the ledger is told
     */
    void cancel(String why);

    /** Completes when the end is in the ledger, never with a failure. */
    CompletionStage<Ending> settled();
  }

  /**
   * How it ended.
   *
   * @param whole whether all that the provider sent was handed on
   * @param why what went wrong: {@link dev.muster.ledger.BudgetExhausted}, {@link InputTooLarge},
   *     {@link ModelFailure} or a database's; null when nothing did
   */
  record Ending(boolean whole, Throwable why) {}
}
