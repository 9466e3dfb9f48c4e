package dev.muster.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.gateway.Dialect.What;
import dev.muster.model.ForwardedCalls;
import dev.muster.model.ForwardedCalls.Forward;
import dev.muster.toolbelt.LoopbackTomcat;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One protocol's paths: lets in who has a token, and forwards what it asks. */
final class Endpoint extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final String[] PASSED = {"anthropic-version", "anthropic-beta"};
  private final transient Dialect dialect;
  private final transient Function<String, Optional<Visit>> visits;
  private final transient ForwardedCalls calls;
  private final transient GatewaySettings settings;
  private final transient ObjectMapper json;
  private final transient Replies replies;
  private final transient Relays relays;

  Endpoint(
      Dialect dialect,
      Function<String, Optional<Visit>> visits,
      ForwardedCalls calls,
      Relays relays,
      GatewaySettings settings,
      ObjectMapper json) {
    this.dialect = dialect;
    this.visits = visits;
    this.calls = calls;
    this.relays = relays;
    this.settings = settings;
    this.json = json;
    this.replies = new Replies(dialect, json);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(request, response);
    } catch (Problem problem) {
      replies.problem(response, problem);
    } catch (RuntimeException e) {
      // Else Tomcat tells whoever asked, with or without a token, of our database.
      LOG.warn("A call to the gateway is refused for now: {}", e.toString());
      replies.problem(
          response, new Problem(503, "Muster could not look the token up; nothing was sent"));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response)
      throws Problem, IOException {
    if (!LoopbackTomcat.isAskedByItsAddress(request)) {
      throw new Problem(403, "Host and Origin must be this address");
    }
    var visit =
        Token.of(request)
            .flatMap(visits)
            .orElseThrow(() -> new Problem(401, "no token, or one that is not good (any more)"));
    var what =
        dialect
            .what(request.getMethod(), request.getPathInfo())
            .orElseThrow(() -> new Problem(404, "nothing to " + request.getMethod() + " here"));
    check(visit.caller());
    switch (what) {
      case MODELS -> replies.write(response, 200, dialect.models(visit.caller().model()));
      case COUNT ->
          replies.write(response, 200, dialect.counted(Counted.tokens(body(bytes(request)))));
      default -> forward(visit, what, request, response);
    }
  }

  private void check(Caller caller) throws Problem {
    var model = caller.model();
    if (model.protocol() != dialect.protocol()) {
      throw new Problem(
          400,
          "model %s is asked over %s, and this address is for %s"
              .formatted(model.name(), model.protocol(), dialect.protocol()));
    }
  }

  private byte[] bytes(HttpServletRequest request) throws Problem, IOException {
    var bytes = request.getInputStream().readNBytes(settings.requestBytes() + 1);
    if (bytes.length > settings.requestBytes()) {
      throw new Problem(413, "the request is larger than " + settings.requestBytes() + " bytes");
    }
    return bytes;
  }

  private ObjectNode body(byte[] bytes) throws Problem, IOException {
    try {
      if (json.readTree(bytes) instanceof ObjectNode body) {
        return body;
      }
    } catch (JsonProcessingException e) {
      // Its message quotes the request.
    }
    throw new Problem(400, "the request is no JSON object");
  }

  private void forward(
      Visit visit, What what, HttpServletRequest request, HttpServletResponse response)
      throws Problem, IOException {
    var bytes = bytes(request);
    var body = body(bytes);
    boolean streamed =
        dialect.streamsByBody() ? body.path("stream").asBoolean() : what == What.STREAM;
    if (streamed && !dialect.streamsByBody() && !"sse".equals(request.getParameter("alt"))) {
      throw new Problem(400, "streams are served with alt=sse only");
    }
    var call = call(visit.caller(), bytes.length, streamed, body, headers(request));
    var relay = relays.start(request, response, replies);
    try {
      visit
          .make(() -> calls.forward(call, relay))
          .ifPresentOrElse(
              relay::follow,
              () -> relay.refuse(new Problem(401, "the token is not good any more")));
    } catch (RuntimeException e) {
      relay.refuse(Problem.of(e));
    }
  }

  private Forward call(
      Caller caller, int size, boolean streamed, ObjectNode body, Map<String, String> headers) {
    return new Forward(
        "gw-" + caller.subject() + "-" + UUID.randomUUID(),
        caller.deploymentId(),
        caller.purpose(),
        caller.subject(),
        caller.budgetPath(),
        caller.agent(),
        caller.arm(),
        caller.model(),
        caller.price(),
        caller.inputTokens(size),
        caller.maxOutputTokens(),
        streamed,
        body,
        headers,
        settings.callTimeout(),
        !caller.isPerson());
  }

  /** Compressed, an answer would come in other pieces than the provider sent. */
  private static Map<String, String> headers(HttpServletRequest request) throws Problem {
    var headers = new TreeMap<String, String>();
    headers.put("Accept-Encoding", "identity");
    for (var name : PASSED) {
      var value = request.getHeader(name);
      if (value != null && !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw new Problem(400, "header " + name + " may hold printable ASCII only");
      }
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }
}
