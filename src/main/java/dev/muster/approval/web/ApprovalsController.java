package dev.muster.approval.web;

import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.TaskCompletion;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people are asked, and their answers. */
@RestController
@RequestMapping("/api/approvals")
@Tag(name = "approvals")
class ApprovalsController {
  private final Approvals approvals;
  private final TaskCompletion tasks;
  private final Refusals refusals;

  ApprovalsController(Approvals approvals, TaskCompletion tasks, Refusals refusals) {
    this.approvals = approvals;
    this.tasks = tasks;
    this.refusals = refusals;
  }

  @GetMapping
  @Operation(summary = "Open approvals; with all=true the decided ones of a deployment too")
  @ApiResponse(responseCode = "200", description = "oldest first")
  List<ApprovalView> list(
      @Parameter(description = "only those of this deployment") @RequestParam(required = false)
          String deployment,
      @Parameter(description = "with deployment: whatever became of them")
          @RequestParam(defaultValue = "false")
          boolean all) {
    var found = deployment == null ? approvals.open() : approvals.of(deployment);
    return found.stream()
        .filter(a -> all && deployment != null || a.state().equals("OPEN"))
        .map(ApprovalView::of)
        .toList();
  }

  @GetMapping("/{id}")
  @Operation(summary = "One approval, whatever became of it")
  @ApiResponse(responseCode = "200", description = "as it stands now")
  @ApiResponse(responseCode = "404", description = "no such approval")
  ApprovalView one(@PathVariable String id) {
    return ApprovalView.of(known(id));
  }

  @PostMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Decide, as the person who is logged in",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = DecisionForm.class))))
  @ApiResponse(responseCode = "200", description = "decided")
  @ApiResponse(responseCode = "403", description = "this person may not decide this")
  @ApiResponse(responseCode = "404", description = "no such approval")
  @ApiResponse(
      responseCode = "409",
      description = "decided already, or what it named has changed: a new task was opened")
  @ApiResponse(
      responseCode = "422",
      description = "unknown field, missing reason or a decision that is not offered")
  ApprovalView decide(
      @PathVariable String id,
      @org.springframework.web.bind.annotation.RequestBody Map<String, Object> form,
      Principal by) {
    known(id);
    refusals.translate(id, by.getName(), () -> tasks.complete(id, by.getName(), form));
    return ApprovalView.of(refusals.actedOn(known(id)));
  }

  private Approval known(String id) {
    return approvals.find(id).orElseThrow(() -> ApprovalRefused.unknown(id));
  }
}
