package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Conformance;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The suite's clients against a server of the toolbelt, with a run's token. */
@Tag("conformance")
class ServerConformanceTest {
  private static final String RUN = "r-conformance";
  @TempDir static Path folder;
  private static Belt belt;
  private static RunningToolbelt fixtures;

  @BeforeAll
  static void start() {
    belt = new Belt(folder.resolve("belt"));
    belt.run(RUN, Belt.limits());
    var settings = new ToolbeltSettings(0, 8, 16);
    var threads = new ToolThreads(settings);
    var suite =
        new Endpoint(new SuiteTools(), () -> belt, threads, new MapSecrets(), new ObjectMapper());
    var data = DataFolder.at(folder.resolve("suite"));
    fixtures = new RunningToolbelt(settings, data, () -> belt, threads, List.of(suite));
    fixtures.start();
  }

  @AfterAll
  static void stop() throws Exception {
    fixtures.close();
    belt.close();
  }

  @TestFactory
  Stream<DynamicTest> every_scenario_is_as_the_page_says() {
    return Conformance.tests("server", ServerConformanceTest::passes);
  }

  private static boolean passes(String scenario) {
    var server =
        scenario.startsWith("tools-call-")
            ? fixtures.serverFor(RUN, "suite")
            : belt.servers.serverFor(RUN, "filesystem");
    var token = server.headers().get("Authorization").substring("Bearer ".length());
    var verdict =
        Conformance.run(
            Map.of("CONFORMANCE_TOKEN", token),
            List.of(
                Conformance.node(),
                "--import",
                preload().toString(),
                Conformance.program("conformance").toString(),
                "server",
                "--url",
                server.url(),
                "--scenario",
                scenario));
    assertThat(verdict.output()).contains("Test Results:").doesNotContain("401");
    return verdict.passed();
  }

  private static Path preload() {
    try {
      return Path.of(ServerConformanceTest.class.getResource("/conformance/bearer.mjs").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
