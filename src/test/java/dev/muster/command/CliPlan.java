package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.RealClis;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;

/** The rehearsal's plan with an agent CLI in it, which works all runs of one agent's mix. */
final class CliPlan {
  /** Of the first wave. */
  static final String AGENT = "code-reviewer";

  private static final String MIX = "mix: {gemini: 80, sonnet: 20}";

  private CliPlan() {}

  /** Behind the gateway, so that Muster forwards each of its calls. */
  static void behindTheGateway(ChildMuster muster, Kind kind) throws IOException {
    var via = "via: gateway\n    upstream: %s\n".formatted(upstream(kind));
    write(muster, kind, RealClis.command(kind), RealClis.version(kind), via);
  }

  /** A model that speaks the protocol in which this CLI asks. */
  private static String upstream(Kind kind) {
    return switch (kind) {
      case GEMINI_CLI -> "gemini";
      case COPILOT_CLI -> "copilot";
      default -> "qwen";
    };
  }

  /** At its vendor, whose subscription is paid: of no try is a reservation left. */
  static void atItsVendor(ChildMuster muster, String command, String version) throws IOException {
    write(
        muster,
        Kind.QWEN_CODE,
        command,
        version,
        """
        via: vendor
            provider: tests
            family: qwen
            id: coder-1
            apiKey: ${MUSTER_REHEARSAL_KEY}
            billing: flat
            maxInputTokens: 32000
            maxOutputTokens: 4000
        """);
  }

  /** Behind the gateway, by a program of the test's own that speaks as Qwen Code does. */
  static void behindTheGateway(ChildMuster muster, String command, String version)
      throws IOException {
    write(muster, Kind.QWEN_CODE, command, version, "via: gateway\n    upstream: qwen\n");
  }

  private static void write(
      ChildMuster muster, Kind kind, String command, String version, String via)
      throws IOException {
    var model = "  worker:\n    cli: worker\n    version: \"%s\"\n    strength: 40\n    %s";
    var client = "  worker: {kind: %s, servers: [], command: %s}\n";
    var file = muster.plans().resolve("multi-model-swarm.yaml");
    var plan = Files.readString(file);
    assertThat(plan).contains(MIX);
    Files.writeString(
        file,
        plan.replaceFirst("(?m)^models:\n", "models:\n" + quoted(model.formatted(version, via)))
            .replaceFirst(
                "(?m)^clients:\n", "clients:\n" + quoted(client.formatted(kind.word(), command)))
            .replace(MIX, "mix: {worker: 100}"));
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
