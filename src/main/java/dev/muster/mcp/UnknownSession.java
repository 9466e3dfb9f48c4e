package dev.muster.mcp;

import io.modelcontextprotocol.spec.McpTransportException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;

/**
 * The server does not know the session that a request names, and did nothing for it. The SDK's own
 * exception for it makes its transport close the session, which cancels the request that is being
 * failed: as often as the cancelling came first, the call waited for its whole time-out (seen with
 * 2.1.0, one in six on JDK 25).
 */
final class UnknownSession extends McpTransportException {
  private static final long serialVersionUID = 1L;
  private static final String SESSION = "Mcp-Session-Id";

  /** By the specification, and as some servers say it: the SDK takes both for it, too. */
  private static final Set<Integer> STATUSES = Set.of(404, 400);

  private UnknownSession(int status) {
    super("the server does not know its session: HTTP " + status);
  }

  /**
   * Why there is no answer to the request; null: there is one. A standing stream that is refused
   * proves nothing: there are servers that have none, and the next message tells the truth.
   */
  static McpTransportException of(HttpRequest request, HttpResponse<?> answer) {
    int status = answer.statusCode();
    if (!STATUSES.contains(status) || request.headers().firstValue(SESSION).isEmpty()) {
      return null;
    }
    return switch (request.method()) {
      case "POST" -> new UnknownSession(status);
      case "GET" -> new McpTransportException("the server has no standing stream: HTTP " + status);
      default -> null;
    };
  }
}
