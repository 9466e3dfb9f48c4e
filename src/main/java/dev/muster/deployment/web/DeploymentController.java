package dev.muster.deployment.web;

import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where one deployment stands, and its evidence. */
@RestController
@RequestMapping("/api/deployments/{id}")
@Tag(name = "deployments")
@ApiResponse(responseCode = "200", description = "as it stands now")
@ApiResponse(responseCode = "404", description = "no such deployment")
class DeploymentController {
  private final Deployments deployments;
  private final ProcessControl processes;
  private final Evidence evidence;

  DeploymentController(Deployments deployments, ProcessControl processes, Evidence evidence) {
    this.deployments = deployments;
    this.processes = processes;
    this.evidence = evidence;
  }

  /** Tokens and what is stuck. */
  record Standing(List<ProcessControl.Token> tokens, List<String> incidents) {}

  @GetMapping("/tokens")
  @Operation(
      summary = "Where the tokens stand, and open incidents",
      description = "A token on a call activity stands for the called process's own tokens.")
  Standing tokens(@PathVariable String id) {
    known(id);
    return new Standing(processes.tokens(id), processes.incidents(id));
  }

  @GetMapping(path = "/diagram/{process}", produces = MediaType.APPLICATION_XML_VALUE)
  @Operation(summary = "The BPMN diagram of a process, as XML")
  String diagram(@PathVariable String id, @PathVariable String process) {
    known(id);
    try {
      return processes.diagram(process);
    } catch (IllegalArgumentException e) {
      throw NoSuchDeployment.process(process);
    }
  }

  @GetMapping("/evidence")
  @Operation(
      summary = "The evidence, oldest first",
      description = "Each entry's hash covers the one before; `muster verify` checks the chain.")
  List<EvidenceEntry> evidence(@PathVariable String id) {
    known(id);
    return evidence.chain(id);
  }

  private void known(String id) {
    deployments.find(id).orElseThrow(() -> NoSuchDeployment.withId(id));
  }
}
