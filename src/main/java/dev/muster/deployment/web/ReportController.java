package dev.muster.deployment.web;

import dev.muster.deployment.Deployments;
import dev.muster.deployment.Status;
import dev.muster.deployment.StatusReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The status report of a deployment, as data and as documents. */
@RestController
@RequestMapping("/api/deployments/{id}")
@Tag(name = "deployments")
@ApiResponse(responseCode = "200", description = "as it stands now")
@ApiResponse(responseCode = "404", description = "no such deployment")
class ReportController {
  /** The document brings its own style and nothing else: no script, no picture, no form. */
  private static final String ONLY_STYLE =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

  private static final String MARKDOWN = "text/markdown;charset=UTF-8";
  private static final String HTML = "text/html;charset=UTF-8";

  private final Deployments deployments;
  private final StatusReport report;

  ReportController(Deployments deployments, StatusReport report) {
    this.deployments = deployments;
    this.report = report;
  }

  @GetMapping(
      path = {"", "/report.json"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "The status report as JSON", description = "docs/status.schema.json")
  Status json(@PathVariable String id) {
    return status(id);
  }

  @GetMapping(path = "/report.md", produces = MARKDOWN)
  @Operation(summary = "The status report as Markdown")
  String markdown(@PathVariable String id) {
    return report.markdown(status(id));
  }

  @GetMapping(path = "/report.html", produces = HTML)
  @Operation(summary = "The status report as a page")
  ResponseEntity<String> html(@PathVariable String id) {
    return ResponseEntity.ok()
        .header("Content-Security-Policy", ONLY_STYLE)
        .body(report.html(status(id)));
  }

  private Status status(String id) {
    deployments.find(id).orElseThrow(() -> NoSuchDeployment.withId(id));
    return report.of(id);
  }
}
