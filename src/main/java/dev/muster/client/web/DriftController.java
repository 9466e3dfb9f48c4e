package dev.muster.client.web;

import dev.muster.client.Clients;
import dev.muster.client.Drift;
import dev.muster.plan.DeploymentPlans;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What changed on disk since Muster wrote it. */
@RestController
@RequestMapping("/api/drift")
@Tag(name = "clients")
class DriftController {
  private final Clients clients;
  private final DeploymentPlans plans;

  DriftController(Clients clients, DeploymentPlans plans) {
    this.clients = clients;
    this.plans = plans;
  }

  @GetMapping
  @Operation(
      summary = "What Muster wrote into clients' files, as it is on disk now",
      description = "Members that differ are named, never with their values.")
  @ApiResponse(responseCode = "200", description = "by file and entry; drifted or not")
  @ApiResponse(responseCode = "404", description = "no such deployment")
  List<Drift> drift(@RequestParam(defaultValue = "") String deployment) {
    return Drift.of(deployment, clients, plans);
  }
}
