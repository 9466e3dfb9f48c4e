package dev.muster.routing.web;

import dev.muster.routing.Decision;
import dev.muster.routing.Decisions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Why a run's turns were given to the models that they were given to. */
@RestController
@RequestMapping("/api/deployments/{id}/runs/{run}/routing")
@Tag(name = "routing")
class DecisionsController {
  private final Decisions decisions;

  DecisionsController(Decisions decisions) {
    this.decisions = decisions;
  }

  @GetMapping
  @Operation(
      summary = "Why each turn of a run was given to its model",
      description = "In order; a decision that a fallback replaced is kept and no longer counts.")
  @ApiResponse(responseCode = "200", description = "none for a run that asked no model yet")
  List<Decision> of(@PathVariable String id, @PathVariable String run) {
    return decisions.of(id, run);
  }
}
