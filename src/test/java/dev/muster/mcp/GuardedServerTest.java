package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.Conformance;
import dev.muster.RealClis;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.oauth.LoginFixture;
import dev.muster.plan.McpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that others wrote, behind an authorization server that others wrote. */
@Tag("conformance")
@Timeout(120)
class GuardedServerTest {
  private static final String EXAMPLE =
      "node_modules/@modelcontextprotocol/sdk/dist/esm/examples/server/simpleStreamableHttp.js";
  private final McpFixture room = new McpFixture();
  private Process process;
  private McpServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    int port = RealClis.freePort();
    int authority = RealClis.freePort();
    var builder =
        new ProcessBuilder(
                Conformance.node(),
                Conformance.folder().resolve(EXAMPLE).toString(),
                "--oauth",
                "--oauth-strict")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("MCP_PORT", String.valueOf(port));
    builder.environment().put("MCP_AUTH_PORT", String.valueOf(authority));
    process = builder.start();
    for (int at : new int[] {port, authority}) {
      RealClis.await(process, at);
    }
    server = McpFixture.login("http://localhost:" + port + "/mcp", null);
  }

  @AfterEach
  void stop() throws Exception {
    room.close();
    process.destroyForcibly();
  }

  @Test
  void a_login_opens_its_tools_and_logging_out_closes_them() {
    McpFailure before =
        catchThrowableOfType(McpFailure.class, () -> room.sessions.tools("r-1", server));
    assertThat(before.kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(before).hasMessageContaining("run ./muster login guarded");

    var granted = room.login.flow.login(server, 0, Duration.ofSeconds(20), LoginFixture::grant);
    assertThat(granted.scopes()).containsExactly("mcp:tools");
    List<String> tools =
        room.sessions.tools("r-1", server).stream().map(McpSessions.Tool::name).toList();
    assertThat(tools).contains("greet");
    var arguments = room.json.createObjectNode().put("name", "Muster");
    assertThat(room.call("r-1", server, "greet", arguments).text()).isEqualTo("Hello, Muster!");

    assertThat(room.login.flow.logout(server)).isTrue();
    assertThat(Stream.of(room.login.data.resolve("oauth").toFile().list()))
        .noneMatch(name -> name.endsWith(".json"));
  }
}
