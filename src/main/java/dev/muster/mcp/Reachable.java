package dev.muster.mcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Whether something listens where a URL points, or at the proxy on the way. */
final class Reachable {
  static final String MEND = ". Mend: start it, or correct its url in the plan";

  private Reachable() {}

  /** Gives the address that answered. Throws OFFLINE. */
  static String check(String server, URI uri, Duration timeout) {
    InetSocketAddress address = address(uri);
    String shown = address.getHostString() + ":" + address.getPort();
    // A channel's socket, because an interrupt closes it.
    try (SocketChannel channel = SocketChannel.open()) {
      if (address.isUnresolved()) {
        throw new IOException("no such host");
      }
      channel.socket().connect(address, (int) Math.min(timeout.toMillis(), 10_000));
      return shown;
    } catch (IOException e) {
      throw new McpFailure(
          McpFailure.Kind.OFFLINE,
          server + " cannot be reached at " + shown + ": " + e.getMessage() + MEND,
          e);
    }
  }

  private static InetSocketAddress address(URI uri) {
    ProxySelector proxies = ProxySelector.getDefault();
    if (proxies != null) {
      for (Proxy proxy : proxies.select(uri)) {
        if (proxy.type() != Proxy.Type.DIRECT && proxy.address() instanceof InetSocketAddress at) {
          return new InetSocketAddress(at.getHostString(), at.getPort());
        }
      }
    }
    int port = uri.getPort() > 0 ? uri.getPort() : Connections.isTls(uri) ? 443 : 80;
    return new InetSocketAddress(uri.getHost(), port);
  }
}
