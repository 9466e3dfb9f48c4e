package dev.muster.mcp;

import dev.muster.client.Withdrawals;
import dev.muster.plan.Binding;
import dev.muster.plan.Plan;
import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Looks again at the servers of a deployment, on its record. */
@Service
public class DeploymentProbes {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentProbes.class);
  private static final int AT_ONCE = 8;
  private final Probe probe;
  private final Withdrawals files;
  private final McpSessions sessions;
  private final ToolLocks locks;
  private final ExecutorService pool = Threads.pool("muster-measure", AT_ONCE);

  DeploymentProbes(Probe probe, Withdrawals files, McpSessions sessions, ToolLocks locks) {
    this.probe = probe;
    this.files = files;
    this.sessions = sessions;
    this.locks = locks;
  }

  /**
   * All servers that have a lock, each where it is bound, side by side: a day has many that wait
   * for their time limits. One fault is none of the others'. Blocks.
   */
  public void probe(String deploymentId, Plan plan) {
    var all =
        locks.all(deploymentId).stream()
            .<Future<?>>map(lock -> pool.submit(() -> one(deploymentId, plan, lock.server())))
            .toList();
    try {
      for (var one : all) {
        one.get();
      }
    } catch (InterruptedException e) {
      all.forEach(one -> one.cancel(true));
      Thread.currentThread().interrupt();
      throw stopped();
    } catch (ExecutionException e) {
      throw new IllegalStateException("each tells its own faults", e.getCause());
    }
  }

  private static CancellationException stopped() {
    return new CancellationException("the probes were stopped");
  }

  private void one(String deploymentId, Plan plan, String server) {
    try {
      probe(deploymentId, plan, server);
    } catch (RuntimeException e) {
      LOG.warn("{} of {} cannot be probed: {}", server, deploymentId, e.getMessage());
    }
  }

  /**
   * One server in every client that has it, but for those where a person skipped it; when none
   * leads to its tools, it is asked for them.
   */
  public void probe(String deploymentId, Plan plan, String server) {
    var skipped =
        probe.states(deploymentId).stream()
            .filter(state -> state.state() == Probe.State.SKIPPED)
            .map(Probe.BindingState::binding)
            .toList();
    var probed =
        plan.bindings().stream()
            .filter(binding -> binding.server().equals(server))
            .filter(binding -> !skipped.contains(binding))
            .map(binding -> probe(deploymentId, plan, binding))
            .toList();
    if (probed.stream().allMatch(s -> s.tools() == null) && plan.mcpServers().containsKey(server)) {
      list(deploymentId, plan, server);
    }
  }

  private Probe.BindingState probe(String deploymentId, Plan plan, Binding binding) {
    var client = plan.clients().get(binding.client());
    var server = plan.mcpServers().get(binding.server());
    var all = client.servers().stream().map(plan.mcpServers()::get).toList();
    return probe.probe(
        deploymentId,
        binding,
        server,
        () -> files.check(deploymentId, client, server),
        () -> files.ask(deploymentId, client, all, server));
  }

  /** One that does not answer is no change of its tools; its runs and gates tell. */
  private void list(String deploymentId, Plan plan, String server) {
    var key = "look-" + deploymentId + "-" + server;
    try {
      var tools = sessions.tools(key, plan.mcpServers().get(server));
      locks.look(deploymentId, server, tools, "look at " + server);
    } catch (McpFailure e) {
      LOG.warn("The tools of {} cannot be compared: {}", server, e.getMessage());
    } finally {
      sessions.close(key);
    }
  }

  @PreDestroy
  void close() {
    pool.shutdownNow();
  }
}
