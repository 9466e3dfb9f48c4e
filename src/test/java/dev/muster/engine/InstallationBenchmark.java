package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.RealClis;
import dev.muster.WholeMuster;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.TaskCompletion;
import dev.muster.engine.setup.OwnStarts;
import dev.muster.mcp.Probe;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.plan.Binding;
import dev.muster.secret.SecretsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/**
 * How long a running Muster's {@code mcp-installation} takes for seven servers in four clients. A
 * benchmark, run by {@code .ci/benchmark-mcp}: it prints, and fails when it cannot measure.
 */
@Tag("clis")
@WholeMuster
class InstallationBenchmark {
  private static final int BINDINGS = 28;
  private static final String TOKEN = "BENCH_SUPABASE_TOKEN";
  private static final String ASKED = "BENCH_SUPABASE_TOKEN_ASKED_FOR";

  /** It is not looked at before a call. */
  private static final String MADE_UP = "sbp_" + "0".repeat(40);

  @Autowired ApplicationContext muster;
  @Autowired RuntimeService runtime;
  @Autowired Probe probe;
  @Autowired Approvals approvals;
  @Autowired TaskCompletion completion;
  @Autowired SecretsFile secrets;
  @TempDir Path folder;
  private RealClis.Served everything;

  @BeforeEach
  void serve() throws Exception {
    everything = RealClis.serveEverything(folder.resolve("served"));
    System.out.printf(
        "%n%d processors, Java %s, load %s%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature(),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  @AfterEach
  void end() {
    everything.close();
  }

  @Test
  void seven_servers_in_four_clients() throws Exception {
    secrets.store(TOKEN, MADE_UP);
    // Once for classes, caches and pools that are there in a Muster that runs.
    var warm = started(false, null, TOKEN);
    await(() -> !runs(warm));
    for (boolean withCli : List.of(false, true)) {
      measure(withCli);
    }
  }

  /** All side by side, and then the slowest by itself. */
  private void measure(boolean withCli) throws IOException {
    var machine = machineSeconds();
    var own = ownSeconds();
    var start = System.nanoTime();
    var dep = started(withCli, null, TOKEN);
    await(() -> !runs(dep));
    var wall = seconds(start);
    machine = machineSeconds() - machine;
    own = ownSeconds() - own;
    var states = probe.states(dep.id);
    assertThat(states).hasSize(BINDINGS);
    var slowest = states.stream().max(Comparator.comparing(s -> took(s))).orElseThrow().binding();
    var kind = slowest.client().replace("bench-", "");
    var alone = System.nanoTime();
    var one = started(withCli, new Binding(kind, slowest.server()), TOKEN);
    await(() -> !runs(one));
    tell(withCli, states, wall, slowest, seconds(alone));
    var bound = machine / Runtime.getRuntime().availableProcessors();
    System.out.printf(
        "  CPU of the whole machine %.1f s (of Muster and what it reaped %.1f s), over all"
            + " processors %.1f s: wall = %.2f x the CPU bound%n",
        machine, own, bound, wall / bound);
  }

  private static void tell(
      boolean withCli, List<BindingState> states, double wall, Binding slowest, double single) {
    System.out.printf("%d bindings %s:%n", BINDINGS, withCli ? "with the CLIs' lists" : "alone");
    states.forEach(
        s ->
            System.out.printf(
                "  %-36s %-10s %.2f s %s%n",
                s.binding().id(), s.state(), took(s), s.reason() == null ? "" : s.reason()));
    System.out.printf(
        "  wall %.1f s; slowest binding alone (%s) %.1f s: wall = %.2f x slowest%n",
        wall, slowest.id(), single, wall / single);
  }

  /** Supabase without its token: the others do not wait, and four people's answers mend it. */
  @Test
  void a_token_that_is_missing() throws IOException {
    var start = System.nanoTime();
    var dep = started(false, null, ASKED);
    await(() -> open(dep).size() == 4 && probe.states(dep.id).size() == BINDINGS);
    System.out.printf(
        "%n4 of 28 bindings ask for a token, the others are done: %.1f s%n", seconds(start));
    assertThat(probe.states(dep.id))
        .filteredOn(s -> s.binding().server().equals("supabase"))
        .allMatch(s -> s.state() == Probe.State.NEEDS_AUTH);
    secrets.store(ASKED, MADE_UP);
    var again = System.nanoTime();
    open(dep).forEach(q -> completion.complete(q.taskId(), "admin", Map.of("decision", "RETRY")));
    await(() -> !runs(dep));
    System.out.printf("4 answered with RETRY, written and probed: %.1f s%n", seconds(again));
    assertThat(probe.states(dep.id))
        .allSatisfy(s -> assertThat(s.state()).as("%s", s).isEqualTo(Probe.State.CONNECTED));
  }

  private List<Approval> open(Deployed dep) {
    return approvals.of(dep.id).stream().filter(a -> a.state().equals("OPEN")).toList();
  }

  private Deployed started(boolean withCli, Binding only, String token) throws IOException {
    var plan = new BenchmarkPlan(folder, everything.url(), token);
    var dep =
        Deployed.in(muster, Files.createTempDirectory(folder, "plan"), plan.changes(withCli, only));
    OwnStarts.start(
        () ->
            runtime.startProcessInstanceByKey(
                "mcp-installation", dep.id, Map.of("deploymentId", dep.id)));
    return dep;
  }

  private boolean runs(Deployed dep) {
    return runtime
            .createProcessInstanceQuery()
            .processDefinitionKey("mcp-installation")
            .processInstanceBusinessKey(dep.id)
            .count()
        > 0;
  }

  private static double took(BindingState state) {
    return state.rungs().stream().mapToLong(rung -> rung.took().toNanos()).sum() / 1e9;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Of all processes of this machine, those that outlived their parent included. */
  private static double machineSeconds() throws IOException {
    var fields = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow();
    var ticks = Stream.of(fields.split(" +")).skip(1).mapToLong(Long::parseLong).toArray();
    // user, nice, system, then idle and waiting for disks, which are no work; interrupts.
    return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / 100.0;
  }

  /** Of this JVM and of its descendants that it has reaped. */
  private static double ownSeconds() throws IOException {
    var stat = Files.readString(Path.of("/proc/self/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Stream.of(fields).skip(11).limit(4).mapToLong(Long::parseLong).sum() / 100.0;
  }

  private static void await(Supplier<Boolean> condition) {
    var until = System.nanoTime() + 900_000_000_000L;
    while (!condition.get()) {
      assertThat(System.nanoTime()).as("it never came").isLessThan(until);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
