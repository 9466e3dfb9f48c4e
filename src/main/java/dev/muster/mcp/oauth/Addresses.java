package dev.muster.mcp.oauth;

import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Which addresses a login may touch: TLS everywhere, and plain HTTP or this machine only for a
 * server that is on this machine itself. So no foreign server can send us to a service at home.
 *
 * @param server the MCP server's address
 */
record Addresses(URI server) {

  static Addresses of(URI server) {
    return new Addresses(new Addresses(server).checked(server, "the server's address"));
  }

  /** A server's address, not checked for more than being one. */
  static Addresses named(McpServer server, Secrets secrets) {
    try {
      URI address = URI.create(secrets.resolve(server.url()));
      if (address.getHost() != null && address.getScheme() != null) {
        return new Addresses(address);
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Said below, without the text: it may hold a secret.
    }
    throw new LoginFailed(server.name() + ": not a URL: " + server.url());
  }

  /** Gives it back when it may be used. */
  URI checked(URI address, String what) {
    if (address == null || address.getHost() == null) {
      throw new LoginFailed(what + " is missing or is no address");
    }
    boolean near = isLoopback(address) && isLoopback(server);
    boolean safe = "https".equalsIgnoreCase(address.getScheme()) && !isLoopback(address);
    if (near && isHttp(address)) {
      return address;
    }
    if (!safe || address.getUserInfo() != null) {
      throw new LoginFailed(
          what + " is " + shown(address) + ": https is needed, and not on this machine");
    }
    return address;
  }

  private static boolean isHttp(URI address) {
    return "http".equalsIgnoreCase(address.getScheme())
        || "https".equalsIgnoreCase(address.getScheme());
  }

  private static boolean isLoopback(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** As RFC 8707 wants a resource: no query, no fragment, no slash at the end. */
  URI resource() {
    return at(server.getRawPath() == null ? "" : server.getRawPath().replaceAll("/+$", ""));
  }

  /** Another path of the same origin. */
  URI at(String path) {
    return at(server, path);
  }

  static URI at(URI base, String path) {
    try {
      String host = base.getHost().toLowerCase(Locale.ROOT);
      String scheme = base.getScheme().toLowerCase(Locale.ROOT);
      return new URI(scheme + "://" + host + port(scheme, base.getPort()) + path);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String port(String scheme, int port) {
    boolean usual = port < 0 || port == ("https".equals(scheme) ? 443 : 80);
    return usual ? "" : ":" + port;
  }

  boolean sameOrigin(URI other) {
    return other.getHost() != null && other.getScheme() != null && at("").equals(at(other, ""));
  }

  /** Whether tokens for this resource are tokens for our server: it, or a path above it. */
  boolean isWithin(URI resource) {
    String above = path(resource);
    return sameOrigin(resource) && (path(server) + "/").startsWith(above + "/");
  }

  private static String path(URI address) {
    return address.getRawPath() == null ? "" : address.getRawPath().replaceAll("/+$", "");
  }

  private static String shown(URI address) {
    return address.getScheme() + "://" + address.getHost();
  }
}
