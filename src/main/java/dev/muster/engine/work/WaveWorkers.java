package dev.muster.engine.work;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Provisioning;
import dev.muster.deployment.Phases;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.engine.setup.Ids;
import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of wave-rollout, agent-rollout and feature-trial. */
@Configuration
class WaveWorkers {

  @Bean
  Worker openWave(WorkPool pool, Phases phases) {
    return pool.worker(
        "open-wave",
        item -> {
          var wave = phases.openWave(item.deploymentId(), item.number("wave"), item.taskId());
          return Map.of(
              "agents", Ids.csv(wave.agents()),
              "gate", wave.gate(),
              "stragglerAfter", wave.stragglerAfter());
        });
  }

  @Bean
  Worker timeAgent(WorkPool pool, Phases phases) {
    return pool.worker(
        "time-agent",
        item -> {
          var left = phases.timeLeft(item.deploymentId(), item.number("wave"), item.text("agent"));
          return left.isZero()
              ? Map.of("overdue", "YES")
              : Map.of(
                  "overdue",
                  "NO",
                  "timeLeft",
                  left.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).toString());
        });
  }

  @Bean
  Worker closeWave(WorkPool pool, Phases phases) {
    return pool.doing(
        "close-wave", item -> phases.closeWave(item.deploymentId(), item.number("wave")));
  }

  @Bean
  Worker activateWave(WorkPool pool, Phases phases) {
    return pool.doing(
        "activate-wave", item -> phases.activateWave(item.deploymentId(), item.number("wave")));
  }

  @Bean
  Worker provisionAgent(Provisioning provisioning) {
    return Worker.cancelledByItem(
        "provision-agent",
        item ->
            provisioning
                .provision(
                    item.deploymentId(), item.text("phase"), item.text("agent"), item.taskId())
                .thenApply(
                    p ->
                        Map.of(
                            "provisioned", p.outcome(),
                            "canaries", Ids.csv(p.canaries()),
                            "round", p.round())),
        item -> provisioning.cancel(item.deploymentId(), item.text("phase"), item.text("agent")));
  }

  @Bean
  Worker bindTools(Provisioning provisioning) {
    return Worker.cancelledByItem(
        "bind-tools",
        item ->
            provisioning
                .bindTools(item.deploymentId(), item.text("phase"), item.text("agent"))
                .thenApply(bound -> Map.of()),
        item ->
            provisioning.cancelBinding(
                item.deploymentId(), item.text("phase"), item.text("agent")));
  }

  @Bean
  Worker registerCanary(WorkPool pool, AgentRegistry registry, Gates gates) {
    return pool.doing("register-canary", item -> register(item, registry, gates));
  }

  /** The gate's stored result decides, not the token's way through the diagram. */
  private static void register(WorkItem item, AgentRegistry registry, Gates gates) {
    var agent = item.text("agent");
    if (gates.newest(item.deploymentId(), "agent", agent).filter(GateResult::goes).isEmpty()) {
      throw new IllegalStateException("agent " + agent + " has not passed its gate");
    }
    registry.set(item.deploymentId(), agent, Status.CANARY, "passed its gate");
  }

  @Bean
  Worker openFeature(WorkPool pool, Phases phases) {
    return pool.worker(
        "open-feature",
        item -> {
          var feature = phases.openFeature(item.deploymentId(), item.number("wave"), item.taskId());
          return Map.of("workspace", feature.workspaceId(), "round", feature.round());
        });
  }

  @Bean
  Worker measureFeature(WorkPool pool, Phases phases) {
    return pool.doing("measure-feature", item -> phases.measureFeature(item.deploymentId()));
  }

  @Bean
  Worker prepareTest(WorkPool pool, Phases phases) {
    return pool.worker(
        "prepare-test",
        item -> {
          var test = phases.prepareTest(item.deploymentId(), item.taskId());
          return Map.of("agent", test.agent(), "task", test.task(), "round", test.round());
        });
  }
}
