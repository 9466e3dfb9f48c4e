package dev.muster.mcp;

import dev.muster.client.ClientListing.Listed;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Service;

/**
 * Config, command or address, start or connect, initialize, tools/list, expectation, canary, cli.
 */
@Service
class LadderProbe implements Probe {
  private final Climb climb;
  private final Bindings bindings;
  private final Secrets secrets;
  private final Clock clock;

  LadderProbe(Climb climb, Bindings bindings, Secrets secrets, Clock clock) {
    this.climb = climb;
    this.bindings = bindings;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      boolean configAsWritten,
      String note) {
    Ladder ladder = new Ladder();
    return climb(
        deploymentId,
        binding,
        server,
        ladder,
        () -> written(ladder, configAsWritten, note),
        f -> f);
  }

  @Override
  public BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      boolean configAsWritten,
      String note,
      Supplier<Listed> cli) {
    Ladder ladder = new Ladder();
    return climb(
        deploymentId,
        binding,
        server,
        ladder,
        () -> written(ladder, configAsWritten, note),
        found -> CliRung.climb(ladder, binding, found, cli.get()));
  }

  @Override
  public BindingState probeUnconfigured(
      String deploymentId, Binding binding, McpServer server, String why) {
    Ladder ladder = new Ladder();
    return climb(
        deploymentId,
        binding,
        server,
        ladder,
        () -> ladder.note("config", false, why),
        found -> found.degraded(why));
  }

  private BindingState climb(
      String deploymentId,
      Binding binding,
      McpServer server,
      Ladder ladder,
      Runnable config,
      UnaryOperator<Comparison> last) {
    try {
      config.run();
      return judge(deploymentId, binding, ladder, climb.seen(ladder, server), last);
    } catch (McpFailure failure) {
      return store(failed(deploymentId, binding, ladder, failure), null);
    }
  }

  private BindingState judge(
      String deploymentId,
      Binding binding,
      Ladder ladder,
      Climb.Seen climbed,
      UnaryOperator<Comparison> last) {
    List<McpSessions.Tool> tools = climbed.tools();
    List<String> names = tools.stream().map(McpSessions.Tool::name).toList();
    Comparison seen = last.apply(climbed.compared());
    return store(
        new BindingState(
            deploymentId,
            binding,
            seen.state(),
            ladder.rungs(),
            names,
            seen.missing(),
            seen.extra(),
            seen.reason(),
            clock.instant()),
        ToolLock.of(tools));
  }

  private static void written(Ladder ladder, boolean asWritten, String note) {
    ladder.climb("config", () -> config(asWritten, note), said -> said);
  }

  private static String config(boolean asWritten, String note) {
    if (!asWritten) {
      throw new McpFailure(Kind.FAILED, note == null ? "not as written" : note, null);
    }
    return note;
  }

  private BindingState failed(
      String deploymentId, Binding binding, Ladder ladder, McpFailure failure) {
    return new BindingState(
        deploymentId,
        binding,
        State.valueOf(failure.kind().name()),
        ladder.rungs(),
        null,
        List.of(),
        List.of(),
        failure.getMessage(),
        clock.instant());
  }

  private BindingState store(BindingState found, String toolLock) {
    BindingState safe =
        new BindingState(
            found.deploymentId(),
            found.binding(),
            found.state(),
            found.rungs().stream()
                .map(r -> new Rung(r.name(), r.passed(), r.took(), redact(r.note())))
                .toList(),
            found.tools(),
            found.missingTools(),
            found.extraTools(),
            redact(found.reason()),
            found.at());
    bindings.add(safe, toolLock);
    return safe;
  }

  private String redact(String text) {
    return text == null ? null : secrets.redact(text).replace('\0', '\uFFFD');
  }

  @Override
  public void skip(String deploymentId, Binding binding, String reason) {
    bindings.add(
        new BindingState(
            deploymentId,
            binding,
            State.SKIPPED,
            List.of(),
            null,
            List.of(),
            List.of(),
            reason,
            clock.instant()),
        null);
  }

  @Override
  public List<BindingState> states(String deploymentId) {
    return bindings.latest(deploymentId);
  }
}
