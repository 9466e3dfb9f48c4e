package dev.muster.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.muster.tokens.Tokens;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Answers three protocols on loopback with what the cassettes say. */
public final class ModelServer implements AutoCloseable {
  private static final int BODY_LIMIT = 16 << 20;

  private final ModelServerSettings settings;
  private final Clock clock;
  private final Desk desk;
  private final RequestLog log;
  private final List<Wire> wires = Wire.all();
  private final LoopbackHttp http;

  private ModelServer(Cassettes cassettes, ModelServerSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    desk = new Desk(cassettes, settings, clock);
    log = RequestLog.open(settings.log());
    Tokens.warmUp();
    http = LoopbackHttp.start("rehearsal-models", this::handle);
  }

  /** Starts on a free port. */
  public static ModelServer start(Cassettes cassettes, ModelServerSettings settings, Clock clock) {
    return new ModelServer(cassettes, settings, clock);
  }

  /** Address without a path: protocols live below {@code /anthropic, /openai, /gemini}. */
  public String url() {
    return http.url();
  }

  /** How many requests the log holds, also from servers before on the same file. */
  public int received() {
    return log.entries().size();
  }

  /** The requests of the log, oldest first. */
  public List<LogEntry> log() {
    return log.entries();
  }

  @Override
  public void close() throws IOException {
    http.close();
    log.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var arrived = clock.instant();
    var body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
    var request = new Incoming(exchange, body, arrived, Ids.random());
    var reply = reply(request);
    log.append(reply.entry());
    var left = reply.latency().minus(Duration.between(arrived, clock.instant())).toMillis();
    if (left > 0) {
      http.after(left, exchange, waiting -> send(waiting, reply));
    } else {
      send(exchange, reply);
    }
  }

  private Reply reply(Incoming request) {
    var wire = wires.stream().filter(w -> request.path().startsWith(w.prefix())).findFirst();
    if (wire.isEmpty()) {
      return request.refused(null, null, new Refused(404, "nothing at " + request.path()));
    }
    Asked asked = null;
    try {
      check(request, wire.get());
      asked = wire.get().read(request.headers(), request.uri(), json(request.body()));
      return request.answered(wire.get(), asked, desk.answer(asked), settings);
    } catch (Refused refused) {
      return request.refused(wire.get(), asked, refused);
    }
  }

  private void check(Incoming request, Wire wire) throws Refused {
    var key = wire.key(request.headers(), request.uri()).orElse("");
    if (!Keys.same(key, settings.key())) {
      throw new Refused(401, "missing or wrong API key");
    }
    if (!wire.serves(request.path())) {
      throw new Refused(404, "nothing at " + request.path());
    }
    if (!request.method().equals("POST")) {
      throw new Refused(405, request.method() + " is not allowed here");
    }
    if (request.body().length > BODY_LIMIT) {
      throw new Refused(413, "the request is larger than " + BODY_LIMIT + " bytes");
    }
  }

  private static JsonNode json(byte[] body) throws Refused {
    try {
      var node = Shape.JSON.readTree(body);
      return Shape.requireObject(node, "body");
    } catch (JsonProcessingException e) {
      throw Refused.invalid("the body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Refused.invalid("the body is not JSON");
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().set(reply.idHeader(), reply.id());
    LoopbackHttp.send(exchange, reply.entry().status(), reply.type(), reply.bytes());
  }
}
