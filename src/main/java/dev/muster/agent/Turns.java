package dev.muster.agent;

import java.util.concurrent.CompletionStage;

/** The turns of a run. The loop itself is the diagram agent-run. */
public interface Turns {

  /** What follows a model's answer. */
  enum Next {
    TOOLS,
    RISKY,
    NEXT_STEP,
    DONE
  }

  /** Chooses the model of the next call and stores it; returns its plan name. */
  String route(String runId);

  /**
   * One paid call under this external task, conversation stored. A limit that is reached (turns,
   * time, money, the length of the conversation) stops the run softly: DONE with a reason.
   */
  CompletionStage<Next> callModel(String taskId, String runId);

  /** Calls the tools that the last answer asked for, results in request order. */
  CompletionStage<Void> callTools(String taskId, String runId);

  /** A person allowed or refused the risky calls of the last answer. */
  void decided(String runId, boolean allowed, String by, String reason);

  /** The risky calls of the last answer in words, for the person who decides. */
  String pending(String runId);

  /** The closing text of the run's last answer, for the person who reviews. */
  String closing(String runId);

  /** Cancels what is in flight for this external task. */
  void cancel(String taskId);
}
