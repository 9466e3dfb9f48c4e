package dev.muster.ledger;

import java.time.Instant;
import java.util.List;

/** Tool calls are side effects: recorded under (run, step, call id) before they are sent. */
public interface ToolCalls {

  /** What is known of a call before it is sent. */
  sealed interface Opening {
    /** Send it. */
    record Send() implements Opening {}

    /** It was answered before. */
    record Stored(String result, boolean error) implements Opening {}

    /** It was sent and its outcome is unknown (the node died). */
    record Unknown() implements Opening {}
  }

  /** One tool call. */
  record ToolCall(
      String deploymentId,
      String runId,
      int step,
      String callId,
      String server,
      String tool,
      String arguments,
      String result,
      Boolean error,
      Instant sentAt,
      Instant answeredAt) {}

  /**
   * Records the call as SENDING, or says what is known of it.
   *
   * @param mayResend the catalogue says that the tool is idempotent: an unknown outcome is sent
   *     again
   */
  Opening open(
      String deploymentId,
      String runId,
      int step,
      String callId,
      String server,
      String tool,
      String arguments,
      boolean mayResend);

  /** Stores the result. */
  void answered(String runId, int step, String callId, String result, boolean error);

  /** All calls of a run, in order. */
  List<ToolCall> of(String runId);

  /** A tool that runs of a deployment called at least once. */
  record Called(String server, String tool, int calls) {}

  /** What all runs of a deployment called, by server and tool. */
  List<Called> called(String deploymentId);
}
