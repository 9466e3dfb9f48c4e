package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.mcp.McpSessions.Called;
import dev.muster.plan.McpServer;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One session with one server, from its start to its end. */
final class Connection {
  private static final int MAX_PAGES = 100;
  private static final long GOODBYE_SECONDS = 2;
  private static final Duration PING = Duration.ofSeconds(5);
  private final McpServer server;
  private final McpAsyncClient client;
  private final Wire wire;
  private final StdioTransport stdio;
  private final Failures failures;
  private final Content content;
  private final Duration timeout;

  /**
   * @param stdio null over HTTP
   */
  Connection(
      McpServer server,
      McpAsyncClient client,
      Wire wire,
      StdioTransport stdio,
      Failures failures,
      Content content) {
    this.server = server;
    this.client = client;
    this.wire = wire;
    this.stdio = stdio;
    this.failures = failures;
    this.content = content;
    this.timeout = Connections.timeout(server);
  }

  /** Gives what the server said of itself. */
  String initialize(Flight flight) {
    var said = guarded("initialize", () -> flight.await(client.initialize(), timeout));
    return Greeting.of(said, content::clean);
  }

  /** All pages, which share one time limit. Empty when the server says that it has no tools. */
  Listing tools(Flight flight) {
    return guarded("tools/list", () -> cancelling(flight, () -> listTools(flight)));
  }

  private Listing listTools(Flight flight) {
    Listing listing = new Listing(server.name());
    if (client.getServerCapabilities().tools() == null) {
      return listing;
    }
    long until = System.nanoTime() + timeout.toNanos();
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      McpSchema.ListToolsResult result = flight.await(client.listTools(cursor), left);
      result.tools().forEach(tool -> listing.add(content.tool(tool)));
      cursor = result.nextCursor();
      if (cursor == null || cursor.isEmpty()) {
        return listing;
      }
    }
    throw listing.endless("does not come to an end");
  }

  /**
   * An error that the server answers with is the tool's; one of the wire is thrown. What the plan's
   * rules do not let through is never sent.
   */
  Called call(Flight flight, String tool, JsonNode arguments) {
    Optional<String> refusal = CallRules.refusal(server, tool, arguments);
    return refusal.isPresent()
        ? content.error(refusal.get())
        : guarded(
            "tools/call " + tool, () -> cancelling(flight, () -> send(flight, tool, arguments)));
  }

  private Called send(Flight flight, String tool, JsonNode arguments) {
    var request = McpSchema.CallToolRequest.builder(tool).arguments(content.map(arguments)).build();
    try {
      return content.called(flight.await(client.callTool(request), timeout));
    } catch (McpError answered) {
      if (isEnded()) {
        throw answered;
      }
      return content.error(answered.getMessage());
    }
  }

  /** Whether the server answers at all; it may say that it knows no ping. */
  void ping(Flight flight) {
    Duration limit = timeout.compareTo(PING) < 0 ? timeout : PING;
    guarded("ping", () -> cancelling(flight, () -> answered(flight, limit)));
  }

  private Object answered(Flight flight, Duration limit) {
    try {
      return flight.await(client.ping(), limit);
    } catch (McpError unknown) {
      if (isEnded()) {
        throw unknown;
      }
      return unknown;
    }
  }

  /** The SDK leaves the server at work on what nobody waits for. */
  private <T> T cancelling(Flight flight, Supplier<T> action) {
    try {
      return action.get();
    } finally {
      if (flight.isUnanswered() && flight.requestId() != null) {
        wire.cancel(flight.requestId(), "no longer waited for");
      }
    }
  }

  /** Whether nothing will ever be answered any more. */
  boolean isEnded() {
    return wire.isLost() || (stdio != null && stdio.isEnded());
  }

  /** How often the server said that its tools are others now. */
  long toolChanges() {
    return wire.toolChanges();
  }

  /** Lines on stdout that were no message; 0 over HTTP. */
  long noise() {
    return stdio == null ? 0 : stdio.noise();
  }

  void close() {
    try {
      // Whoever does not know the session needs no goodbye that is waited for.
      if (stdio == null && !wire.isLost()) {
        client.closeGracefully().toFuture().get(GOODBYE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException alreadyGone) {
      // Nothing is left to say goodbye to.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void end() {
    try {
      client.close();
    } catch (RuntimeException halfOpen) {
      // The SDK trips over a session that it had not made yet.
    } finally {
      if (stdio != null) {
        stdio.close();
      }
    }
  }

  private <T> T guarded(String step, Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      throw failures.of(server, step, e, stdio);
    }
  }
}
