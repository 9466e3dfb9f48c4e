package dev.muster.mcp;

import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * One HTTP client for all sessions: on Java 17 each has a thread that ends only when the garbage
 * collector comes by, and cannot be closed.
 */
final class SharedHttp {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private final HttpClient client =
      new ResumedStreams(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT)
              .build());

  /** A builder, as the SDK wants one, that always builds the one client. */
  HttpClient.Builder builder() {
    return (HttpClient.Builder)
        Proxy.newProxyInstance(
            HttpClient.Builder.class.getClassLoader(),
            new Class<?>[] {HttpClient.Builder.class},
            (proxy, method, args) -> method.getName().equals("build") ? client : proxy);
  }
}
