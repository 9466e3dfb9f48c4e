package dev.muster.mcp;

import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.oauth.LoginFailed;
import dev.muster.mcp.oauth.LoginNeeded;
import dev.muster.mcp.oauth.Logins;
import dev.muster.plan.McpServer;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFileUnusable;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells from what was thrown what a person has to do. */
@Component("mcpFailures")
class Failures {
  private final Secrets secrets;
  private final Logins logins;

  Failures(Secrets secrets, Logins logins) {
    this.secrets = secrets;
    this.logins = logins;
  }

  /**
   * @param stdio null over HTTP
   */
  McpFailure of(McpServer server, String step, RuntimeException thrown, StdioTransport stdio) {
    for (Throwable cause : chain(thrown)) {
      McpFailure known = known(server, cause);
      if (known != null) {
        return known;
      }
    }
    String reason = stdio == null ? null : stdio.obituary();
    if (reason == null) {
      reason = unknown(server, step, thrown);
    }
    return new McpFailure(Kind.FAILED, text(server, step, reason, stdio), thrown);
  }

  private McpFailure known(McpServer server, Throwable cause) {
    if (cause instanceof McpFailure failure) {
      return failure;
    }
    if (cause instanceof SecretMissing) {
      return new McpFailure(Kind.NEEDS_AUTH, server.name() + ": " + cause.getMessage(), cause);
    }
    if (cause instanceof LoginNeeded) {
      return new McpFailure(Kind.NEEDS_AUTH, cause.getMessage() + hint(server, ". "), cause);
    }
    if (cause instanceof LoginFailed failed) {
      Kind kind = failed.isOffline() ? Kind.OFFLINE : Kind.NEEDS_AUTH;
      String mend =
          failed.isOffline()
              ? "start the authorization server, or correct its address in the plan"
              : "correct oauth in the plan, or run ./muster login " + server.name();
      String text = server.name() + ": " + failed.getMessage();
      return new McpFailure(
          kind, text.contains("./muster login") ? text : text + ". Mend: " + mend, cause);
    }
    if (cause instanceof McpHttpClientTransportAuthorizationException refused) {
      return refused(server, refused);
    }
    return isUnreachable(cause)
        ? new McpFailure(
            Kind.OFFLINE,
            server.name() + " cannot be reached at " + server.url() + Reachable.MEND,
            cause)
        : null;
  }

  private McpFailure refused(
      McpServer server, McpHttpClientTransportAuthorizationException refused) {
    ResponseInfo answer = refused.getResponseInfo();
    String known =
        server.name()
            + " answered "
            + answer.statusCode()
            + hint(server, ": ")
            + credentials(server);
    try {
      return logins
          .refused(server, answer.statusCode(), answer.headers())
          .map(login -> refused(server, login, refused))
          .orElseGet(() -> new McpFailure(Kind.NEEDS_AUTH, known, refused));
    } catch (LoginFailed unusable) {
      return known(server, unusable);
    }
  }

  private static McpFailure refused(McpServer server, Logins.Refusal login, Throwable cause) {
    return login.byLogin()
        ? new McpFailure(Kind.NEEDS_AUTH, login.text() + hint(server, ". "), cause)
        : new McpFailure(Kind.FAILED, login.text(), cause);
  }

  /** Where the credentials of a server are that refuses them. */
  private static String credentials(McpServer server) {
    String references =
        server.headers().values().stream()
            .filter(value -> value.contains("${"))
            .collect(Collectors.joining(", "));
    return !references.isEmpty()
        ? ". Mend: it got " + references + ", give that a value which is valid"
        : ". Mend: it got no credentials, give it headers with a reference in the plan, or oauth";
  }

  private static String hint(McpServer server, String before) {
    return server.authHint() == null ? "" : before + server.authHint();
  }

  /**
   * For what is thrown before there is a session. A secrets file that is open to others, or that
   * cannot be read, is a question to a person like a secret that is missing.
   */
  static McpFailure asFailure(RuntimeException thrown) {
    if (thrown instanceof McpFailure failure) {
      return failure;
    }
    var mendable = thrown instanceof SecretsFileUnusable || thrown instanceof SecretMissing;
    var kind = mendable ? Kind.NEEDS_AUTH : Kind.FAILED;
    return new McpFailure(kind, String.valueOf(thrown.getMessage()), thrown);
  }

  static boolean isUnreachable(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof HttpConnectTimeoutException
        || cause instanceof UnresolvedAddressException;
  }

  private static String unknown(McpServer server, String step, RuntimeException thrown) {
    List<Throwable> chain = chain(thrown);
    boolean timedOut = chain.stream().anyMatch(TimeoutException.class::isInstance);
    Throwable root = chain.get(chain.size() - 1);
    return timedOut
        ? "no answer to " + step + " within " + server.timeoutSeconds() + " s"
        : root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private String text(McpServer server, String step, String reason, StdioTransport stdio) {
    String tail = stdio == null ? "" : stdio.stderr();
    String text =
        server.name()
            + ", "
            + step
            + ": "
            + reason
            + noise(stdio)
            + (tail.isBlank() ? "" : "\nstderr:\n" + tail)
            + "\nMend: "
            + mend(server, reason);
    return secrets.redact(text);
  }

  private static String noise(StdioTransport stdio) {
    return stdio == null || stdio.noise() == 0
        ? ""
        : "; " + stdio.noise() + " lines on stdout were no messages, logs belong on stderr";
  }

  /** References stay as they are written in the plan. */
  private static String mend(McpServer server, String reason) {
    String slow =
        reason.startsWith("no answer")
            ? "if it is only slow, give it a longer timeout in the plan; else "
            : "";
    return slow
        + (server.isStdio()
            ? "run it by hand and see what it says: " + commandLine(server)
            : "see what the server at " + server.url() + " logs");
  }

  private static String commandLine(McpServer server) {
    String line = server.command() + " " + String.join(" ", server.args());
    return line.length() > 300 ? line.substring(0, 300) + "..." : line.strip();
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && !chain.contains(t) && chain.size() < 20; ) {
      chain.add(t);
      t = t.getCause();
    }
    return chain;
  }
}
