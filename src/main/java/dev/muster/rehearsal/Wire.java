package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One protocol, written from its published reference and from nothing of Muster's own clients. */
interface Wire {

  /** Its name in the log. */
  String name();

  /** The part of the path that is its own, such as {@code /anthropic/}. */
  String prefix();

  /** Whether it answers POST at this path. */
  boolean serves(String path);

  /** The API key that the client sent, wherever the protocol lets it. */
  Optional<String> key(Headers headers, URI uri);

  /** Reads a request as strictly as the provider does. */
  Asked read(Headers headers, URI uri, JsonNode body) throws Refused;

  /** The body of a plain answer. */
  JsonNode answer(Answer answer);

  /** The same answer as server-sent events, or as the protocol streams it. */
  String stream(Asked asked, URI uri, JsonNode answer);

  /** The body of an error. */
  JsonNode error(int status, String message, String requestId);

  /** The response header that carries the request's id. */
  String requestIdHeader();

  /** The wires that the model server speaks. */
  static List<Wire> all() {
    return List.of(new AnthropicWire(), new OpenAiWire(), new GeminiWire());
  }
}
