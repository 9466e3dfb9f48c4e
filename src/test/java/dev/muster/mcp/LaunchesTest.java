package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.plan.McpServer;
import dev.muster.secret.MapSecrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server is started. */
class LaunchesTest {
  private static final Path HOME = Path.of(System.getProperty("user.home"));
  @TempDir Path folder;

  @Test
  void in_the_home_or_where_the_plan_says() {
    MapSecrets secrets = new MapSecrets();
    secrets.define("MUSTER_DATA", folder.toString());
    Launches launches = new Launches(secrets);
    assertThat(launches.of(in(null)).folder()).isEqualTo(HOME);
    assertThat(launches.of(in("~")).folder()).isEqualTo(HOME);
    assertThat(launches.of(in("${HOME}")).folder()).isEqualTo(HOME);
    assertThat(launches.of(in("${MUSTER_DATA}")).folder()).isEqualTo(folder);
    assertThatThrownBy(() -> launches.of(in(folder + "/none")))
        .isInstanceOf(McpFailure.class)
        .hasMessageContaining(folder + "/none is not there");
    assertThatThrownBy(() -> launches.of(in("${NOT_SET}")))
        .isInstanceOf(McpFailure.class)
        .hasMessageContaining("needs NOT_SET");
  }

  private static McpServer in(String cwd) {
    return new McpServer(
        "x",
        "sh",
        List.of(),
        Map.of(),
        null,
        Map.of(),
        new McpServer.Expectation(null, List.of()),
        List.of(),
        List.of(),
        null,
        false,
        5,
        cwd,
        null,
        null,
        null,
        null);
  }
}
