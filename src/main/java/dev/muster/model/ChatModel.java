package dev.muster.model;

import java.util.concurrent.CompletionStage;

/**
 * The one-method port to a model. Never blocks, never retries; fails with {@link ModelFailure}.
 * Cancelling the stage cancels the call.
 */
public interface ChatModel {

  /**
   * Sends one conversation and gives the answer.
   *
   * @param attempt the ledger's id, sent along: whoever keeps a log can be held against the ledger
   */
  CompletionStage<ChatAnswer> chat(long attempt, ChatRequest request);
}
