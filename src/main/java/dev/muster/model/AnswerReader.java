package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.secret.Secrets;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;

/** Reads one answer, as much of it as is allowed and no more; whole, or event by event. */
final class AnswerReader {
  /** A stream may be larger than its answer: each token has an envelope. */
  private static final long ENVELOPES = 4;

  private static final String DONE = "[DONE]";
  private final Wire wire;
  private final ChatRequest request;
  private final ObjectMapper json;
  private final int most;
  private final Secrets secrets;
  private final long start = System.nanoTime();
  private Assembly assembly;
  private Long firstToken;

  /**
   * @param secrets are taken out: a provider may say in its answer what it was sent
   */
  AnswerReader(Wire wire, ChatRequest request, ObjectMapper json, int most, Secrets secrets) {
    this.secrets = secrets;
    this.wire = wire;
    this.request = request;
    this.json = json;
    this.most = most;
  }

  /** What counts is what came: some answer whole although a stream was asked for. */
  ChatAnswer read(Response response) throws IOException {
    if (Unpacked.isPacked(response)) {
      throw new UnreadableAnswer("the answer is packed as " + Unpacked.packing(response));
    }
    return isStream(response) ? streamed(response) : whole(response);
  }

  private static boolean isStream(Response response) {
    var type = response.body().contentType();
    return type != null && type.type().equals("text") && type.subtype().equals("event-stream");
  }

  private ChatAnswer whole(Response response) throws IOException {
    var bytes = response.body().byteStream().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new UnreadableAnswer("the answer is larger than " + most + " bytes");
    }
    try {
      return answer(refuseErrors(json.readTree(bytes)));
    } catch (JsonProcessingException e) {
      throw new UnreadableAnswer(
          "HTTP " + response.code() + ", and the answer is no JSON but " + type(response));
    }
  }

  private static String type(Response response) {
    return "called " + response.header("Content-Type", "nothing");
  }

  private ChatAnswer streamed(Response response) throws IOException {
    assembly = wire.assembly();
    try {
      events(new SseEvents(response.body().source(), most, most * ENVELOPES));
    } catch (IOException e) {
      var answer = assembly.ended() ? soFar() : null;
      if (answer == null || answer.usage() == null) {
        throw e;
      }
      // Said to its end, and its figures came: what broke later is no reason to pay for it again.
      return answer;
    }
    if (!assembly.ended()) {
      throw new EOFException("the stream ended before the answer did");
    }
    return answer(assembly.body()).withFirstToken(firstToken);
  }

  private void events(SseEvents events) throws IOException {
    for (var data = events.next(); data != null && !data.equals(DONE); data = events.next()) {
      if (!events.endedOpen() || isJson(data)) {
        take(data);
      }
    }
  }

  /** An event that the end cut off is none. */
  private boolean isJson(String data) {
    try {
      json.readTree(data);
      return true;
    } catch (JsonProcessingException cutOff) {
      return false;
    }
  }

  private void take(String data) {
    try {
      if (assembly.add(refuseErrors(json.readTree(data))) && firstToken == null) {
        firstToken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      }
    } catch (JsonProcessingException e) {
      throw new UnreadableAnswer("an event of the stream is no JSON");
    }
  }

  private static JsonNode refuseErrors(JsonNode message) {
    var error = ErrorTold.in(message);
    if (error != null) {
      throw error;
    }
    return message;
  }

  private ChatAnswer answer(JsonNode body) {
    return CleanAnswer.of(request, wire.answer(request, body), secrets);
  }

  /** Whether the model has said all: what may still come are figures. */
  boolean ended() {
    return assembly != null && assembly.ended();
  }

  /** What came of a stream before it broke; null when nothing did. */
  ChatAnswer soFar() {
    if (assembly == null) {
      return null;
    }
    try {
      return answer(assembly.body()).withFirstToken(firstToken);
    } catch (UnreadableAnswer nothingYet) {
      return null;
    }
  }
}
