package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.adapter.JdkFlowAdapter;

/** A server that ends the stream again and again, and wants to be asked at once. */
@Timeout(90)
class ResumedStreamsTest {
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void it_is_asked_for_the_rest_so_often_and_no_more() throws Exception {
    HttpServer server = server();
    try {
      var http = new ResumedStreams(HttpClient.newHttpClient());
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
              .timeout(Duration.ofSeconds(60))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      long start = System.nanoTime();
      var answer = http.sendAsync(request, BodyHandlers.ofPublisher()).get();
      assertThatThrownBy(() -> JdkFlowAdapter.flowPublisherToFlux(answer.body()).blockLast())
          .hasMessageContaining("ended the stream before it answered");
      assertThat(asked).as("the first time and the resumed ones").hasValue(51);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(50 * 100));
    } finally {
      server.stop(0);
    }
  }

  private HttpServer server() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String event = "retry: 0\nid: " + asked.incrementAndGet() + "\ndata: \n\n";
          byte[] body = event.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
