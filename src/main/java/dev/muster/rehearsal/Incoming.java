package dev.muster.rehearsal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A request with what was read of it before its protocol is known. */
record Incoming(HttpExchange exchange, byte[] body, Instant arrived, String id) {
  private static final String JSON_TYPE = "application/json";

  String path() {
    return uri().getPath();
  }

  URI uri() {
    return exchange.getRequestURI();
  }

  String method() {
    return exchange.getRequestMethod();
  }

  Headers headers() {
    return exchange.getRequestHeaders();
  }

  Reply answered(Wire wire, Asked asked, Answer answer, ModelServerSettings settings) {
    var body = wire.answer(answer);
    var streamed = asked.streamed();
    var text = streamed ? wire.stream(asked, uri(), body) : body.toString();
    var type = streamed && !text.startsWith("[") ? "text/event-stream" : JSON_TYPE;
    var latency = settings.latencyOf(asked.model());
    return reply(wire, asked, answer.usage(), 200, latency, type, text);
  }

  Reply refused(Wire wire, Asked asked, Refused refused) {
    var body =
        wire == null
            ? Shape.object().put("error", refused.getMessage())
            : wire.error(refused.status(), refused.getMessage(), "req_" + id);
    return reply(wire, asked, null, refused.status(), Duration.ZERO, JSON_TYPE, body.toString());
  }

  private Reply reply(
      Wire wire,
      Asked asked,
      Answer.Tokens billed,
      int status,
      Duration latency,
      String type,
      String text) {
    var header = wire == null ? "x-request-id" : wire.requestIdHeader();
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Reply(entry(wire, asked, billed, status), latency, header, "req_" + id, type, bytes);
  }

  private LogEntry entry(Wire wire, Asked asked, Answer.Tokens billed, int status) {
    var marker = Optional.ofNullable(asked).flatMap(a -> Marker.in(a.firstUserText()));
    return new LogEntry(
        arrived,
        wire == null ? null : wire.name(),
        asked == null ? null : asked.model(),
        marker.map(Marker::role).orElse(null),
        marker.map(Marker::task).orElse(null),
        asked == null ? -1 : asked.assistantMessages(),
        status,
        body.length,
        headers().getFirst("X-Muster-Attempt"),
        billed == null ? null : billed.input(),
        billed == null ? null : billed.output());
  }
}
