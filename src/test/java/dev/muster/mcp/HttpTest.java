package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.http;
import static dev.muster.mcp.McpFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.McpServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTest {
  private static final Map<String, String> BEARER = Map.of("Authorization", "Bearer ${LINEAR}");
  private final McpFixture room = new McpFixture();

  @AfterEach
  void close() throws Exception {
    room.close();
  }

  @Test
  void header_is_resolved_at_each_request() throws Exception {
    room.secrets.define("LINEAR", "right");
    McpServer server = http(room.startHttp("right"), BEARER);
    assertThat(room.sessions.tools("r-1", server)).hasSize(3);
    assertThat(room.call("r-1", server, "echo", message("hi")).text()).isEqualTo("Echo: hi");

    room.secrets.define("LINEAR", "wrong");
    assertThat(
            catchThrowableOfType(
                McpFailure.class, () -> room.call("r-1", server, "echo", message("hi"))))
        .extracting(McpFailure::kind)
        .isEqualTo(Kind.NEEDS_AUTH);
    room.secrets.define("LINEAR", "right");
    assertThat(room.sessions.tools("r-1", server)).hasSize(3);
  }

  @Test
  void missing_variable_is_named_without_a_call() {
    McpFailure failure = failure(http("http://127.0.0.1:1/mcp", BEARER));
    assertThat(failure.kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure).hasMessageContaining("LINEAR");
  }

  @Test
  void refused_with_401_and_403_needs_credentials() throws Exception {
    String url = room.startHttp("right");
    assertThat(failure(http(url, Map.of())))
        .hasMessageContaining("401")
        .hasMessageContaining("ask the team for a token")
        .extracting(McpFailure::kind)
        .isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure(http(url, Map.of("Authorization", "Bearer wrong"))))
        .hasMessageContaining("403")
        .extracting(McpFailure::kind)
        .isEqualTo(Kind.NEEDS_AUTH);
  }

  @Test
  void nobody_listening_is_offline() {
    assertThat(failure(http("http://127.0.0.1:1/mcp", Map.of())).kind()).isEqualTo(Kind.OFFLINE);
  }

  @Test
  void no_url_is_failed_and_shows_no_secret() {
    room.secrets.define("LINEAR", "geheim");
    McpFailure failure = failure(http("ftp://${LINEAR}", Map.of()));
    assertThat(failure.kind()).isEqualTo(Kind.FAILED);
    assertThat(failure).hasMessageContaining("${LINEAR}");
    assertThat(failure.getMessage()).doesNotContain("geheim");
  }

  private McpFailure failure(McpServer server) {
    McpFailure failure =
        catchThrowableOfType(McpFailure.class, () -> room.sessions.tools("r-1", server));
    assertThat(failure).isNotNull();
    return failure;
  }
}
