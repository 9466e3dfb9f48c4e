package dev.muster.engine.work;

import dev.muster.client.Withdrawals;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.Binding;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Plan;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** What a quarantine means for the clients' files of its deployment. */
@Component
class QuarantinedFiles {
  private final ToolLocks locks;
  private final DeploymentPlans plans;
  private final Withdrawals files;

  QuarantinedFiles(ToolLocks locks, DeploymentPlans plans, Withdrawals files) {
    this.locks = locks;
    this.plans = plans;
    this.files = files;
  }

  /** The journal's scope of what an installation writes for one client. */
  static String scope(String deploymentId, String client) {
    return deploymentId + "/mcp-installation/" + client;
  }

  /** Takes a quarantined server out wherever it was written. False: it is not quarantined. */
  boolean takeOut(String deploymentId, String server) {
    if (locks.quarantine(deploymentId, server).isEmpty()) {
      return false;
    }
    var plan = plans.of(deploymentId).plan();
    each(
        plan,
        server,
        binding ->
            files.takeOut(
                scope(deploymentId, binding.client()),
                plan.clients().get(binding.client()),
                plan.mcpServers().get(server)));
    return true;
  }

  /** Writes it back wherever it was taken out. */
  void putBack(String deploymentId, String server) {
    var plan = plans.of(deploymentId).plan();
    each(
        plan,
        server,
        binding ->
            files.putBack(
                scope(deploymentId, binding.client()),
                plan.clients().get(binding.client()),
                plan.mcpServers().get(server)));
  }

  private static void each(Plan plan, String server, Consumer<Binding> action) {
    plan.bindings().stream().filter(binding -> binding.server().equals(server)).forEach(action);
  }

  /** Whether a binding that is to be written is quarantined; then it is kept out instead. */
  boolean keepOut(String deploymentId, Plan plan, Binding binding) {
    if (locks.quarantine(deploymentId, binding.server()).isEmpty()) {
      return false;
    }
    files.keepOut(
        scope(deploymentId, binding.client()),
        plan.clients().get(binding.client()),
        plan.mcpServers().get(binding.server()));
    return true;
  }
}
