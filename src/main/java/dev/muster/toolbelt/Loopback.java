package dev.muster.toolbelt;

import okhttp3.HttpUrl;

/** Addresses of this machine; no name is looked up, a name can point anywhere. */
final class Loopback {
  private Loopback() {}

  static HttpUrl checked(String text) {
    var url = HttpUrl.parse(text);
    if (url == null || !isLoopback(url.host())) {
      throw new ToolFailed("not a service on this machine: " + text);
    }
    return url;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
