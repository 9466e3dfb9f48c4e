package dev.muster.model;

import java.util.concurrent.CompletionStage;

/**
 * The one-method port to a model. Never blocks, never retries; fails with {@link ModelFailure}.
 * Cancelling the stage cancels the call.
 */
public interface ChatModel {

  /** Sends one conversation and gives the answer. */
  CompletionStage<ChatAnswer> chat(ChatRequest request);
}
