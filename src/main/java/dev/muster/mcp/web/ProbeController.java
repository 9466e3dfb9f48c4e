package dev.muster.mcp.web;

import dev.muster.mcp.PlanProbes;
import dev.muster.mcp.Probed;
import dev.muster.plan.DeploymentPlans;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Probes a deployment's bindings because somebody asked. */
@RestController
@RequestMapping("/api/probes")
@Tag(name = "clients")
class ProbeController {
  private final PlanProbes probes;
  private final DeploymentPlans plans;

  ProbeController(PlanProbes probes, DeploymentPlans plans) {
    this.probes = probes;
    this.plans = plans;
  }

  /** On the probes' own threads; the deployment's record stays as it is. */
  @PostMapping
  @Operation(
      summary = "Probe bindings now",
      description =
          "Of the newest deployment unless one is named. For the groups operators and"
              + " camunda-admin.")
  @ApiResponse(responseCode = "200", description = "each binding with its rungs and reason")
  @ApiResponse(responseCode = "404", description = "no such deployment or binding")
  CompletableFuture<List<Probed>> probe(
      @RequestParam(required = false) String deployment,
      @RequestParam(required = false) String client,
      @RequestParam(required = false) String server) {
    var id = deployment == null ? plans.newest() : deployment;
    return probes.probe(id, plans.of(id).plan(), client, server);
  }
}
