package dev.muster.mcp;

import dev.muster.client.ClientListing.Listed;
import dev.muster.client.Clients.Written;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The ladder of checks of one binding. */
public interface Probe {

  /** Outcomes. */
  enum State {
    PENDING,
    CONNECTED,
    DEGRADED,
    NEEDS_AUTH,
    OFFLINE,
    FAILED,
    SKIPPED,
    /**
     * Its tools are not those that were approved; nobody of ours uses it until a person decides.
     */
    QUARANTINED
  }

  /**
   * One rung, measured.
   *
   * @param passed false too for a rung that was not taken
   * @param taken false when nobody was asked; the note tells why
   */
  record Rung(String name, boolean passed, boolean taken, Duration took, String note) {

    /** A rung that was taken. */
    Rung(String name, boolean passed, Duration took, String note) {
      this(name, passed, true, took, note);
    }
  }

  /**
   * What is known of a binding.
   *
   * @param tools names seen; null when tools/list was not answered
   * @param missingTools expected and absent: the gate FAILs; names, or one line such as "3 more,
   *     which the plan does not name" when the plan only counts them
   * @param extraTools there and not expected: a finding; names, or one line with their number
   * @param reason for a person
   */
  record BindingState(
      String deploymentId,
      Binding binding,
      State state,
      List<Rung> rungs,
      List<String> tools,
      List<String> missingTools,
      List<String> extraTools,
      String reason,
      Instant at) {

    /**
     * Whether the client can use what the plan expects of the server: it is connected, or the only
     * thing against it are tools beyond the expected ones. A file, a canary or a CLI that says
     * otherwise is more than that.
     */
    public boolean isUsable() {
      return state == State.CONNECTED
          || state == State.DEGRADED
              && missingTools.isEmpty()
              && !extraTools.isEmpty()
              && rungs.stream().allMatch(rung -> rung.passed() || !rung.taken());
    }
  }

  /**
   * Climbs the ladder and stores the outcome. Blocks; belongs on a bounded pool. A thread that is
   * interrupted ends what it opened, stores nothing and throws CancellationException.
   *
   * @param config finds out whether the client's file is as written, which is the first rung. A
   *     note about one that can be used degrades the binding; a secret that it needs and that is
   *     missing makes it NEEDS_AUTH
   */
  BindingState probe(
      String deploymentId, Binding binding, McpServer server, Supplier<Written> config);

  /**
   * The same, and after our own list the client's CLI is asked for its one. A CLI that does not
   * list what we could use degrades the binding; one that the plan does not name is a rung not
   * taken.
   *
   * @param cli asked at most once, when all rungs before it are climbed
   */
  BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      Supplier<Written> config,
      Supplier<Listed> cli);

  /** With a file that was looked at before. */
  default BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      boolean configAsWritten,
      String note) {
    return probe(deploymentId, binding, server, () -> new Written(configAsWritten, null, note));
  }

  /** With a file that was looked at before, and the client's CLI. */
  default BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      boolean configAsWritten,
      String note,
      Supplier<Listed> cli) {
    return probe(
        deploymentId, binding, server, () -> new Written(configAsWritten, null, note), cli);
  }

  /**
   * The same because a person asked: no deployment's record changes by it, only that tools which
   * differ from this deployment's lock are quarantined as ever.
   *
   * @param deploymentId whose locks hold; null: nobody's
   */
  BindingState ask(
      String deploymentId,
      Binding binding,
      McpServer server,
      Supplier<Written> config,
      Supplier<Listed> cli);

  /**
   * Climbs on, because a person asked, although Muster did not configure the client: what is known
   * then is the server, not the binding, which is at best DEGRADED.
   *
   * @param deploymentId whose locks hold; null: nobody's
   * @param why finds out why the rung of the configuration is not passed
   */
  BindingState probeUnconfigured(
      String deploymentId, Binding binding, McpServer server, Supplier<String> why);

  /** Records that a person skipped the binding, with the reason. */
  void skip(String deploymentId, Binding binding, String reason);

  /**
   * All bindings of a deployment that were probed or skipped; one that is in quarantine since, or
   * shows other tools than the same server does elsewhere, is told as that.
   */
  List<BindingState> states(String deploymentId);
}
