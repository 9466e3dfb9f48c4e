package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.mcp.Probed;
import dev.muster.mcp.Probed.Step;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What "probe" prints of one binding. */
class ProbeLinesTest {

  @Test
  void a_rung_that_was_not_taken_is_told_beside_a_connected_binding() {
    var rungs =
        List.of(
            step("config", true, true, null),
            step("initialize", true, true, "a server 1.0"),
            step("cli", false, false, "not asked: the plan names no command for qwen"));
    assertThat(ProbeCommand.lines(probed(rungs)))
        .containsExactly(
            "CONNECTED   qwen:files  1 tools",
            "            cli: not asked: the plan names no command for qwen");
  }

  @Test
  void what_there_is_to_say_of_the_file_is_told() {
    assertThat(ProbeCommand.lines(probed(List.of(step("config", false, true, "no file")))))
        .endsWith("            config: no file");
  }

  private static Step step(String name, boolean passed, boolean taken, String note) {
    return new Step(name, passed, taken, BigDecimal.ONE, note);
  }

  private static Probed probed(List<Step> rungs) {
    return new Probed(
        "qwen",
        "files",
        "CONNECTED",
        null,
        List.of("read"),
        List.of(),
        List.of(),
        rungs,
        Instant.EPOCH);
  }
}
