package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Conformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Our connections and logins against the suite's servers, each scenario on its own. */
@Tag("conformance")
class ClientConformanceTest {
  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> every_scenario_is_as_the_page_says() throws IOException {
    var client = client();
    return Conformance.tests("client", scenario -> passes(client, scenario));
  }

  private static boolean passes(Path client, String scenario) {
    var verdict =
        Conformance.run(
            Map.of(),
            List.of(
                Conformance.node(),
                Conformance.program("conformance").toString(),
                "client",
                "--command",
                client.toString(),
                "--scenario",
                scenario,
                "--timeout",
                "60000"));
    // Also on a pass: a suite that did nothing ends well, too.
    assertThat(verdict.output()).contains("Test Results:");
    var passed = scenario.equals("sse-retry") ? verdict.passedInTime() : verdict.passed();
    if (!passed) {
      System.out.println(verdict.output());
    }
    return passed;
  }

  private static Path client() throws IOException {
    var script = folder.resolve("client.sh");
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '"
            + java
            + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + ConformanceClient.class.getName()
            + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
