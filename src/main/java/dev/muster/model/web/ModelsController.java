package dev.muster.model.web;

import dev.muster.model.ModelState;
import dev.muster.model.ModelStates;
import dev.muster.plan.DeploymentPlans;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The models of a deployment's plan as they stand. */
@RestController
@RequestMapping("/api/models")
@Tag(name = "models")
class ModelsController {
  private final ModelStates states;
  private final DeploymentPlans plans;

  ModelsController(ModelStates states, DeploymentPlans plans) {
    this.states = states;
    this.plans = plans;
  }

  @GetMapping
  @Operation(
      summary = "Each model of a plan: reachable, price, limits, retirement, last error",
      description = "Of the newest deployment unless one is named. Asks no model anything paid.")
  @ApiResponse(responseCode = "200", description = "each model, in the plan's order")
  CompletableFuture<List<ModelState>> all(@RequestParam(required = false) String deployment) {
    var id = deployment == null ? plans.newest() : deployment;
    return states.of(plans.of(id).plan(), false);
  }
}
