package dev.muster;

import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer;
import dev.muster.model.ChatModel;
import dev.muster.model.ChatRequest;
import dev.muster.model.Message;
import dev.muster.model.ToolCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The port to models, answered by what a test says; everything behind the port is real. */
public final class ScriptedModels implements ChatModel {
  private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Function<ChatRequest, ChatAnswer> script;

  /** From now on requests are answered by this. */
  public void answer(Function<ChatRequest, ChatAnswer> answers) {
    requests.clear();
    script = answers;
  }

  /** Every request is answered by this text. */
  public void say(String text) {
    answer(request -> text(request, text));
  }

  /** What was asked since the last {@link #answer}. */
  public List<ChatRequest> requests() {
    return requests;
  }

  @Override
  public CompletionStage<ChatAnswer> chat(long attempt, ChatRequest request) {
    if (isPreflight(request)) {
      // Whether a model answers at all is no part of a script.
      return CompletableFuture.completedFuture(text(request, "ready"));
    }
    requests.add(request);
    try {
      return CompletableFuture.completedFuture(script.apply(request));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static boolean isPreflight(ChatRequest request) {
    return request.messages().get(0) instanceof Message.User user
        && user.text().contains("[muster role=preflight ");
  }

  public static ChatAnswer text(ChatRequest request, String text) {
    return text(request, text, new Usage(1000, 0, 0, 100, 0));
  }

  public static ChatAnswer text(ChatRequest request, String text, Usage usage) {
    return new ChatAnswer(request.model().id(), text, List.of(), ChatAnswer.Stop.END, usage);
  }

  /** An answer that is none: refused, cut off, unreadable. */
  public static ChatAnswer ended(ChatRequest request, String text, ChatAnswer.Stop stop) {
    return new ChatAnswer(
        request.model().id(), text, List.of(), stop, new Usage(1000, 0, 0, 100, 0));
  }

  public static ChatAnswer tools(ChatRequest request, ToolCall... calls) {
    return new ChatAnswer(
        request.model().id(),
        "",
        List.of(calls),
        ChatAnswer.Stop.TOOLS,
        new Usage(1000, 0, 0, 100, 0));
  }
}
