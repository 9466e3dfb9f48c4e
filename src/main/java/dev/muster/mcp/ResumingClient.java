package dev.muster.mcp;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.time.Duration;

/** The one seam at which the SDK's transport takes another client: the client's builder. */
final class ResumingClient {
  private ResumingClient() {}

  /** A builder that builds {@link ResumedStreams}. */
  static HttpClient.Builder builder(Duration longest) {
    HttpClient.Builder real = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    return (HttpClient.Builder)
        Proxy.newProxyInstance(
            ResumingClient.class.getClassLoader(),
            new Class<?>[] {HttpClient.Builder.class},
            (proxy, method, words) -> {
              try {
                Object given = method.invoke(real, words);
                return given instanceof HttpClient http
                    ? new ResumedStreams(http, longest)
                    : given == real ? proxy : given;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
