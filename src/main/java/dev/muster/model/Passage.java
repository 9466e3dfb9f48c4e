package dev.muster.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ForwardedCalls.Ending;
import dev.muster.model.ForwardedCalls.Receiver;
import dev.muster.model.PassedBody.ClientGone;
import dev.muster.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;

/** One forwarded call on the wire: hands on what comes and says what it was. */
final class Passage implements Callback {
  /** A stream may be larger than its answer: each token has an envelope. */
  private static final long ENVELOPES = 4;

  private static final int REFUSAL_BYTES = 1 << 16;
  private final ChatRequest request;
  private final Receiver to;
  private final Failures failures;
  private final Secrets secrets;
  private final AnswerReader reader;
  private final long mostBytes;
  private final BiConsumer<ChatAnswer, Ending> end;
  private volatile String cancelled;

  /**
   * @param end hears once of the end: with the answer, if it was one
   */
  Passage(
      Wire wire,
      ChatRequest request,
      Receiver to,
      Failures failures,
      Secrets secrets,
      ObjectMapper json,
      int answerBytes,
      BiConsumer<ChatAnswer, Ending> end) {
    this.request = request;
    this.to = to;
    this.failures = failures;
    this.secrets = secrets;
    this.reader = new AnswerReader(wire, request, json, answerBytes, secrets);
    this.mostBytes = answerBytes * ENVELOPES;
    this.end = end;
  }

  void cancel(String why) {
    cancelled = why;
  }

  @Override
  public void onFailure(Call call, IOException e) {
    boolean sent = call.request().tag(Sent.class).sent();
    end.accept(null, new Ending(false, connection(sent, e)));
  }

  @Override
  public void onResponse(Call call, Response received) {
    try (received) {
      var response = Unpacked.of(received);
      if (response.isSuccessful()) {
        answered(call, response);
      } else {
        refused(call, response);
      }
    }
  }

  /** Read whole before it is handed on: a provider that quotes the key must not tell it. */
  private void refused(Call call, Response response) {
    var failure = failures.status(request.model(), response);
    if (failure.reason() == ModelFailure.Reason.AUTH || Unpacked.isPacked(response)) {
      // Of Muster's key, which is none of the client's: it would be sent to mend its own. And what
      // cannot be read might quote it.
      end.accept(null, new Ending(false, failure));
      return;
    }
    boolean whole = false;
    try {
      var said = response.peekBody(REFUSAL_BYTES).bytes();
      if (said.length == REFUSAL_BYTES) {
        // Closing alone would read on for a while, for what nobody wants.
        call.cancel();
      }
      var clean = secrets.redact(new String(said, StandardCharsets.UTF_8));
      var headers = response.headers().newBuilder().removeAll("Content-Length").build();
      to.head(response.code(), clean(headers.toMultimap()));
      to.bytes(clean.getBytes(StandardCharsets.UTF_8));
      whole = true;
    } catch (IOException | RuntimeException halfOfIt) {
      // Whoever asked is gone. What is known of the refusal is in the ledger all the same.
    }
    end.accept(null, new Ending(whole, failure));
  }

  private Map<String, List<String>> clean(Map<String, List<String>> headers) {
    var clean = new TreeMap<String, List<String>>();
    headers.forEach((name, all) -> clean.put(name, all.stream().map(secrets::redact).toList()));
    return clean;
  }

  private void answered(Call call, Response response) {
    var body = new PassedBody(response.body().source(), to, mostBytes, reader::ended);
    ChatAnswer answer = null;
    ModelFailure failure = null;
    try {
      head(response);
      var limited = failures.limitedUntil(response);
      answer = reader.read(measured(response, body)).withLimits(limited);
    } catch (IOException | RuntimeException e) {
      failure = failure(e, response).after(soFar());
    }
    boolean drained = body.drained();
    // An answer that came to its end is whole, though the connection broke after it.
    boolean whole = drained || answer != null && body.broke();
    if (!drained) {
      call.cancel();
    }
    end.accept(answer, new Ending(whole, failure));
  }

  /** The call must be settled, whatever is wrong with the part that came. */
  private ChatAnswer soFar() {
    try {
      return reader.soFar();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  private void head(Response response) throws ClientGone {
    try {
      to.head(response.code(), response.headers().toMultimap());
    } catch (IOException e) {
      throw new ClientGone();
    }
  }

  private static Response measured(Response response, PassedBody body) {
    var original = response.body();
    return response
        .newBuilder()
        .body(
            ResponseBody.create(
                Okio.buffer(body), original.contentType(), original.contentLength()))
        .build();
  }

  private ModelFailure connection(boolean sent, IOException e) {
    if (e instanceof ClientGone && cancelled == null) {
      cancel("whoever asked went away");
    }
    return cancelled == null
        ? failures.connection(request.model(), sent, false, e)
        : failures.cancelled(request.model(), sent, cancelled);
  }

  private ModelFailure failure(Exception e, Response response) {
    var model = request.model();
    if (e instanceof IOException broken) {
      return connection(true, broken);
    }
    if (e instanceof ErrorTold told) {
      return failures.told(model, told, response.headers());
    }
    return failures.unusable(
        model, e instanceof UnreadableAnswer ? e.getMessage() : "unreadable answer: " + e);
  }
}
