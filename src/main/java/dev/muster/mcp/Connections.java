package dev.muster.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.oauth.LoginFailed;
import dev.muster.mcp.oauth.LoginNeeded;
import dev.muster.mcp.oauth.Logins;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import io.modelcontextprotocol.client.transport.customizer.McpHttpClientTransportAuthorizationErrorHandler;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Starts or connects to a server. Advertises no capabilities: tool lists depend on them. */
@Component
class Connections {
  private static final McpSchema.Implementation MUSTER =
      McpSchema.Implementation.builder("muster", "0.1.0").build();
  private static final String AUTHORIZATION = "Authorization";
  private static final String BEARER = "Bearer ";
  private static final int UNAUTHORIZED = 401;
  private static final int PROCESSES = 64;
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofSeconds(10);
  private final Launches launches;
  private final Secrets secrets;
  private final Failures failures;
  private final Content content;
  private final Logins logins;
  private final ProcessSlots slots;
  private final SharedHttp http = new SharedHttp();
  private final McpJsonMapper json =
      new JacksonMcpJsonMapper(
          JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());

  @Autowired
  Connections(
      Launches launches, Secrets secrets, Failures failures, Content content, Logins logins) {
    this(launches, secrets, failures, content, logins, PROCESSES);
  }

  Connections(
      Launches launches,
      Secrets secrets,
      Failures failures,
      Content content,
      Logins logins,
      int processes) {
    this.slots = new ProcessSlots(processes);
    this.launches = launches;
    this.secrets = secrets;
    this.failures = failures;
    this.content = content;
    this.logins = logins;
  }

  /** A connection that is not initialized yet; the caller closes it whatever happens. */
  Connection open(McpServer server) {
    return server.isStdio() ? start(server, launches.of(server)) : connect(server);
  }

  /** Starts the process of a launch that was checked. */
  Connection start(McpServer server, Launch launch) {
    slots.take(server.name());
    StdioTransport stdio = started(server, launch);
    try {
      return connection(server, stdio, stdio);
    } catch (RuntimeException | Error e) {
      stdio.close();
      throw e;
    }
  }

  /** The slot is the process's, which frees it at its end; without a process it is free at once. */
  private StdioTransport started(McpServer server, Launch launch) {
    boolean runs = false;
    try {
      StdioTransport stdio = new StdioTransport(launch, json, slots::free);
      runs = true;
      return stdio;
    } catch (IOException e) {
      throw new McpFailure(
          Kind.OFFLINE,
          server.name()
              + " cannot be started: "
              + secrets.redact(e.getMessage())
              + ". Mend: its command in the plan, or the program",
          e);
    } catch (IllegalArgumentException e) {
      // Its message, and so the exception, holds a value of the environment.
      throw new McpFailure(
          Kind.FAILED,
          server.name()
              + " cannot be started: no program can be given its environment. Mend: a value of its"
              + " env holds a character that none may hold",
          null);
    } finally {
      if (!runs) {
        slots.free();
      }
    }
  }

  private Connection connect(McpServer server) {
    requireCredentials(server);
    return connection(server, http(server), null);
  }

  private Connection connection(
      McpServer server, McpClientTransport transport, StdioTransport stdio) {
    Wire wire = new Wire(transport);
    return new Connection(server, client(server, wire), wire, stdio, failures, content);
  }

  /** Asked to end an idle process when there are too many. */
  void whenFull(BooleanSupplier evict) {
    slots.whenFull(evict);
  }

  /** Throws NEEDS_AUTH when it is known, before anything is sent, that a person has to act. */
  void requireCredentials(McpServer server) {
    launches.requireReferences(server);
    if (!server.isStdio()) {
      uri(server);
    }
    try {
      logins.require(server);
    } catch (LoginNeeded | LoginFailed known) {
      throw failures.of(server, "login", known, null);
    }
  }

  private HttpClientStreamableHttpTransport http(McpServer server) {
    URI uri = uri(server);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return HttpClientStreamableHttpTransport.builder(uri.getScheme() + "://" + uri.getAuthority())
        .endpoint(uri.getRawPath().isEmpty() ? "/" + query : uri.getRawPath() + query)
        .jsonMapper(json)
        .clientBuilder(http.builder())
        .maxResponseSize(StdioTransport.MAX_MESSAGE)
        .addHttpRequestCustomizer((request, method, u, body, context) -> authorize(request, server))
        .authorizationErrorHandler(
            McpHttpClientTransportAuthorizationErrorHandler.fromSync(
                (request, answer, context) -> isRenewed(server, request, answer)))
        .build();
  }

  /**
   * References are resolved at each request: a new value needs no new session. The time limit is
   * for the answer's first sign; without it a server that says nothing keeps its connection. It
   * comes after the caller's own, who cancels the request at the server.
   */
  private void authorize(HttpRequest.Builder request, McpServer server) {
    request.timeout(timeout(server).plus(SOON));
    server.headers().forEach((name, value) -> request.setHeader(name, secrets.resolve(value)));
    logins.bearer(server).ifPresent(token -> request.setHeader(AUTHORIZATION, BEARER + token));
  }

  /** Once per request: what is refused again is refused for good. */
  private boolean isRenewed(McpServer server, HttpRequestSnapshot sent, ResponseInfo answer) {
    return answer.statusCode() == UNAUTHORIZED
        && logins.renew(
            server,
            sent.headers()
                .firstValue(AUTHORIZATION)
                .filter(value -> value.startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()))
                .orElse(null));
  }

  URI uri(McpServer server) {
    try {
      URI uri = URI.create(secrets.resolve(server.url()));
      if (uri.getHost() != null && ("http".equals(uri.getScheme()) || isTls(uri))) {
        return uri;
      }
    } catch (IllegalArgumentException notAnUri) {
      // Said below, without the text: it may hold a secret.
    }
    throw new McpFailure(Kind.FAILED, server.name() + ": not a URL: " + server.url(), null);
  }

  static boolean isTls(URI uri) {
    return "https".equals(uri.getScheme());
  }

  /** The SDK's own limits never come first: whoever waits also cancels. */
  private McpAsyncClient client(McpServer server, McpClientTransport transport) {
    Duration last = timeout(server).plus(LATER);
    return McpClient.async(transport)
        .clientInfo(MUSTER)
        .requestTimeout(last)
        .initializationTimeout(last)
        .build();
  }

  static Duration timeout(McpServer server) {
    return Duration.ofSeconds(server.timeoutSeconds() < 1 ? 30 : server.timeoutSeconds());
  }
}
