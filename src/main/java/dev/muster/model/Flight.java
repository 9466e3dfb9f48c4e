package dev.muster.model;

import dev.muster.plan.Model;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;

/**
 * One call on the wire. To cancel its stage cancels the call; the stage then says what is known.
 */
final class Flight implements Callback {
  private final Call call;
  private final Failures failures;
  private final Model model;
  private final AnswerReader reader;
  private final Answer answer = new Answer();
  private volatile boolean cancelled;

  Flight(Call call, Failures failures, Model model, AnswerReader reader) {
    this.call = call;
    this.failures = failures;
    this.model = model;
    this.reader = reader;
  }

  CompletableFuture<ChatAnswer> answer() {
    return answer;
  }

  @Override
  public void onFailure(Call call, IOException e) {
    answer.completeExceptionally(failures.connection(model, sent(), cancelled, e));
  }

  @Override
  public void onResponse(Call call, Response response) {
    try (response) {
      if (response.isSuccessful()) {
        answer.complete(read(response));
      } else {
        answer.completeExceptionally(failures.status(model, response));
      }
    } catch (IOException e) {
      fail(failures.connection(model, true, cancelled, e));
    } catch (ErrorTold e) {
      fail(failures.told(model, e, response.headers()));
    } catch (RuntimeException e) {
      var what = e instanceof UnreadableAnswer ? e.getMessage() : "unreadable answer: " + e;
      fail(failures.unusable(model, what));
    }
  }

  /** Closing alone would read on for a while, to keep the connection for what nobody wants. */
  private ChatAnswer read(Response response) throws IOException {
    var limited = failures.limitedUntil(response);
    try {
      return reader.read(response).withLimits(limited);
    } catch (IOException | RuntimeException notToItsEnd) {
      call.cancel();
      throw notToItsEnd;
    }
  }

  private void fail(ModelFailure failure) {
    answer.completeExceptionally(failure.after(soFar()));
  }

  /** Whoever waits must hear of the failure, whatever is wrong with the rest. */
  private ChatAnswer soFar() {
    try {
      return reader.soFar();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  private boolean sent() {
    return call.request().tag(Sent.class).sent();
  }

  /** Cancelling does not complete it: only OkHttp's last word tells whether anything was sent. */
  private final class Answer extends CompletableFuture<ChatAnswer> {
    @Override
    public boolean cancel(boolean mayInterrupt) {
      cancelled = true;
      call.cancel();
      return !isDone();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
