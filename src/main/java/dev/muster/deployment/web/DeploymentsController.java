package dev.muster.deployment.web;

import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.plan.PlanInvalid;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists, starts and aborts deployments. */
@RestController
@RequestMapping("/api/deployments")
@Tag(name = "deployments")
class DeploymentsController {
  private final Deployments deployments;

  DeploymentsController(Deployments deployments) {
    this.deployments = deployments;
  }

  /** What a start gives back. */
  record Started(String id, String url) {}

  @GetMapping
  @Operation(summary = "All deployments")
  @ApiResponse(responseCode = "200", description = "newest first")
  List<Deployment> all() {
    return deployments.all();
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Start a deployment",
      description = "For the groups operators and camunda-admin. The plan is checked first.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = StartForm.class))))
  @ApiResponse(responseCode = "201", description = "started; Location names it")
  @ApiResponse(responseCode = "400", description = "the body is not JSON")
  @ApiResponse(responseCode = "403", description = "not in group operators or camunda-admin")
  @ApiResponse(
      responseCode = "422",
      description = "the form or the plan has faults, all of them in errors")
  ResponseEntity<Started> start(
      @org.springframework.web.bind.annotation.RequestBody Map<String, Object> form, Principal by) {
    var file = StartForm.planFile(form);
    try {
      var id = deployments.start(file, by.getName());
      return ResponseEntity.created(URI.create("/api/deployments/" + id))
          .body(new Started(id, "/deployments/" + id));
    } catch (PlanInvalid e) {
      throw NotStarted.plan(e);
    }
  }

  @PostMapping("/{id}/abort")
  @Operation(
      summary = "Abort a running deployment",
      description = "What it wrote is taken back. For the groups operators and camunda-admin.")
  @ApiResponse(responseCode = "202", description = "asked; the status tells when it has ended")
  @ApiResponse(responseCode = "404", description = "no such deployment")
  @ApiResponse(responseCode = "409", description = "not running, or already ending")
  ResponseEntity<Deployment> abort(@PathVariable String id, Principal by) {
    var deployment = deployments.find(id).orElseThrow(() -> NoSuchDeployment.withId(id));
    if (!deployment.status().equals("RUNNING")) {
      throw new NotAbortable(
          "deployment " + id + " is " + deployment.status() + " already: nothing to abort", null);
    }
    try {
      deployments.abort(id, by.getName());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new NotAbortable(e.getMessage(), e);
    }
    return ResponseEntity.accepted().body(deployment);
  }
}
