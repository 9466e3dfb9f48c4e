package dev.muster.mcp;

import dev.muster.client.ClientListing.Listed;
import dev.muster.client.Clients.Written;
import dev.muster.evidence.Evidence;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/**
 * Config, command or address, start or connect, initialize, tools/list, expectation, canary, lock,
 * cli.
 */
@Service
class LadderProbe implements Probe {
  private static final String CONFIG = "config";
  private final Climb climb;
  private final Bindings bindings;
  private final LockRung lock;
  private final Quarantines quarantines;
  private final Evidence evidence;
  private final Secrets secrets;
  private final Clock clock;

  LadderProbe(
      Climb climb,
      Bindings bindings,
      LockRung lock,
      Quarantines quarantines,
      Evidence evidence,
      Secrets secrets,
      Clock clock) {
    this.climb = climb;
    this.bindings = bindings;
    this.lock = lock;
    this.quarantines = quarantines;
    this.evidence = evidence;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Under which deployment a probe is stored, and whose locks hold; null: nobody's. */
  private record Subject(String record, String locks, Binding binding, McpServer server) {}

  @Override
  public BindingState probe(
      String deploymentId, Binding binding, McpServer server, Supplier<Written> config) {
    return climb(
        new Subject(deploymentId, deploymentId, binding, server),
        ladder -> written(ladder, config),
        (ladder, found) -> found);
  }

  @Override
  public BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      Supplier<Written> config,
      Supplier<Listed> cli) {
    return climb(
        new Subject(deploymentId, deploymentId, binding, server),
        ladder -> written(ladder, config),
        (ladder, found) -> CliRung.climb(ladder, binding, found, cli.get()));
  }

  @Override
  public BindingState ask(
      String deploymentId,
      Binding binding,
      McpServer server,
      Supplier<Written> config,
      Supplier<Listed> cli) {
    return climb(
        new Subject(PlanProbes.ASKED, deploymentId, binding, server),
        ladder -> written(ladder, config),
        (ladder, found) -> CliRung.climb(ladder, binding, found, cli.get()));
  }

  @Override
  public BindingState probeUnconfigured(
      String deploymentId, Binding binding, McpServer server, Supplier<String> why) {
    return climb(
        new Subject(PlanProbes.ASKED, deploymentId, binding, server),
        ladder -> ladder.climb(CONFIG, why, said -> false, said -> said),
        (ladder, found) -> found);
  }

  private BindingState climb(
      Subject subject,
      Function<Ladder, String> config,
      BiFunction<Ladder, Comparison, Comparison> last) {
    Ladder ladder = new Ladder();
    try {
      String against = config.apply(ladder);
      Climb.Seen seen = climb.seen(ladder, subject.server());
      return judge(subject, ladder, against == null ? seen : seen.degraded(against), last);
    } catch (McpFailure failure) {
      return store(failed(subject.record(), subject.binding(), ladder, failure), null);
    }
  }

  private BindingState judge(
      Subject subject,
      Ladder ladder,
      Climb.Seen climbed,
      BiFunction<Ladder, Comparison, Comparison> last) {
    List<McpSessions.Tool> tools = climbed.tools();
    List<String> names = tools.stream().map(McpSessions.Tool::name).toList();
    Comparison locked =
        lock.climb(ladder, subject.locks(), subject.binding(), climbed.compared(), tools);
    Comparison seen = last.apply(ladder, locked);
    return store(
        new BindingState(
            subject.record(),
            subject.binding(),
            seen.state(),
            ladder.rungs(),
            names,
            seen.missing(),
            seen.extra(),
            seen.reason(),
            clock.instant()),
        ToolLock.of(tools));
  }

  /** What there is to say against a file that can be used; null: nothing. */
  private static String written(Ladder ladder, Supplier<Written> config) {
    return ladder
        .climb(CONFIG, () -> asWritten(config), w -> w.note() == null, Written::note)
        .note();
  }

  private static Written asWritten(Supplier<Written> config) {
    Written found = config.get();
    if (!found.asWritten()) {
      String note = found.note() == null ? "not as written" : found.note();
      throw new McpFailure(
          Kind.FAILED, note + ". Mend: correct that, then have it written and probed again", null);
    }
    return found;
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
                .map(r -> new Rung(r.name(), r.passed(), r.taken(), r.took(), redact(r.note())))
                .toList(),
            found.tools(),
            found.missingTools(),
            found.extraTools(),
            redact(found.reason()),
            found.at());
    bindings.add(safe, toolLock);
    // What somebody only asks for is on nobody's record.
    if (!safe.deploymentId().equals(PlanProbes.ASKED)) {
      evidence.append(safe.deploymentId(), "binding-probed", safe.binding().id(), Probed.of(safe));
    }
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
    return quarantines.over(deploymentId, bindings.latest(deploymentId));
  }
}
