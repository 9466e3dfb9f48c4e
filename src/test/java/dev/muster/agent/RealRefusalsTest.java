package dev.muster.agent;

import static dev.muster.RealClis.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.CountedCli;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.plan.Client.Kind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** How often the real CLIs ask when the gateway refuses them: as the documents say. */
@Tag("clis")
@WholeMuster
@Timeout(300)
class RealRefusalsTest {
  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Sessions sessions;

  /** One call is answered, the next does not fit. */
  @ParameterizedTest
  @EnumSource(names = {"QWEN_CODE", "GEMINI_CLI", "COPILOT_CLI"})
  void a_call_that_the_budget_refuses_is_the_last_one(Kind kind) throws Exception {
    try (var world = new SessionWorld(muster, folder, Duration.ZERO);
        var cli = new CountedCli(folder, kind)) {
      var deployed =
          world.deployed(
              kind,
              cli.command(),
              version(kind),
              "    billing: free\n    maxInputTokens: 100000\n",
              "    billing: metered\n    price: claude-opus-5\n    maxInputTokens: 500000\n",
              "runUsd: 1, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9}",
              "runUsd: 0.2601, maxInputTokens: 32000, maxOutputTokens: 4000, maxTurns: 9}");
      var run = SessionWorld.run(deployed);

      sessions.work(deployed.task(), run.id(), true);

      assertThat(sessions.of(run.id())).extracting(s -> s.state()).containsExactly("BUDGET");
      assertThat(world.models().received()).isEqualTo(1);
      assertThat(cli.answers()).containsExactly(200, 402);
    }
    assertThat(SessionWorld.left()).isEmpty();
  }
}
