package dev.muster.engine.work;

import dev.muster.client.Clients;
import dev.muster.client.Clients.Written;
import dev.muster.client.Withdrawals;
import dev.muster.deployment.Phases;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.engine.setup.Ids;
import dev.muster.journal.WriteFailed;
import dev.muster.mcp.Probe;
import dev.muster.mcp.ProbePool;
import dev.muster.model.Preflights;
import dev.muster.plan.Binding;
import dev.muster.plan.DeploymentPlans;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of mcp-installation. */
@Configuration
class InstallationWorkers {

  @Bean
  Worker prepareInstallation(WorkPool pool, Phases phases) {
    return pool.worker(
        "prepare-installation",
        item ->
            Map.of(
                "bindings",
                Ids.csv(phases.prepareInstallation(item.deploymentId(), item.taskId())),
                "models",
                Ids.csv(List.copyOf(phases.modelsToAsk(item.deploymentId())))));
  }

  /** What may pass is tried once more; what it is then is the result, and the gate judges it. */
  @Bean
  Worker preflightModel(WorkPool pool, Preflights preflights, DeploymentPlans plans) {
    return new Worker(
        "preflight-model",
        item ->
            RunWorkers.retried(
                pool.call(() -> plans.of(item.deploymentId()).plan())
                    .thenCompose(
                        plan ->
                            preflights.ask(
                                item.taskId(),
                                item.deploymentId(),
                                plan,
                                item.text("model"),
                                item.isFirstTry()))
                    .thenApply(asked -> Map.of())),
        preflights::cancel);
  }

  @Bean
  Worker writeBinding(
      WorkPool pool, DeploymentPlans plans, Clients clients, QuarantinedFiles quarantined) {
    return pool.worker("write-binding", item -> write(item, plans, clients, quarantined));
  }

  private static Map<String, Object> write(
      WorkItem item, DeploymentPlans plans, Clients clients, QuarantinedFiles quarantined) {
    var plan = plans.of(item.deploymentId()).plan();
    var binding = Binding.of(item.text("binding"));
    var scope = QuarantinedFiles.scope(item.deploymentId(), binding.client());
    if (quarantined.keepOut(item.deploymentId(), plan, binding)) {
      return Map.of("writeFault", "", "writeOutcome", "QUARANTINED");
    }
    try {
      clients.bind(
          scope, plan.clients().get(binding.client()), plan.mcpServers().get(binding.server()));
      return Map.of("writeFault", "", "writeOutcome", "WRITTEN");
    } catch (WriteFailed e) {
      // This client fails alone; the probe records it with the reason, and a person may have it
      // written again.
      return Map.of("writeFault", e.getMessage(), "writeOutcome", "FAILED");
    }
  }

  @Bean
  Worker probeBinding(ProbePool pool, DeploymentPlans plans, Withdrawals files, Probe probe) {
    return WorkPool.stoppable(
        "probe-binding", pool.executor(), item -> probe(item, plans, files, probe));
  }

  private static Map<String, Object> probe(
      WorkItem item, DeploymentPlans plans, Withdrawals files, Probe probe) {
    var plan = plans.of(item.deploymentId()).plan();
    var binding = Binding.of(item.text("binding"));
    var server = plan.mcpServers().get(binding.server());
    var client = plan.clients().get(binding.client());
    var all = client.servers().stream().map(plan.mcpServers()::get).toList();
    var state =
        probe.probe(
            item.deploymentId(),
            binding,
            server,
            () -> written(item, files.check(item.deploymentId(), client, server)),
            () -> files.ask(item.deploymentId(), client, all, server));
    return Map.of("bindingState", state.state().name());
  }

  /** What failed to be written is told rather than what stands there instead. */
  private static Written written(WorkItem item, Written found) {
    var fault = String.valueOf(item.variables().getOrDefault("writeFault", ""));
    return fault.isEmpty() ? found : new Written(false, found.file(), fault);
  }
}
