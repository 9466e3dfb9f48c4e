package dev.muster.agent.web;

import dev.muster.agent.RunPage;
import dev.muster.agent.Runs;
import dev.muster.plan.DeploymentPlans;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What agents worked on, page by page. */
@RestController
@RequestMapping("/api/deployments/{id}/runs")
@Tag(name = "runs")
class RunsController {
  private static final int MOST = 500;
  private final Runs runs;
  private final DeploymentPlans plans;

  RunsController(Runs runs, DeploymentPlans plans) {
    this.runs = runs;
    this.plans = plans;
  }

  @GetMapping
  @Operation(
      summary = "The runs of a deployment, the newest first",
      description = "At most 500 of them in one answer; a page after the last has none.")
  @ApiResponse(responseCode = "200", description = "one page, and how many runs there are")
  @ApiResponse(responseCode = "400", description = "no such page or size")
  @ApiResponse(responseCode = "404", description = "no such deployment")
  RunPage page(
      @PathVariable String id,
      @RequestParam(defaultValue = "1") int page,
      @RequestParam(defaultValue = "50") int size) {
    if (page < 1 || size < 1 || size > MOST) {
      throw refused("page starts at 1, and size is from 1 to " + MOST);
    }
    var found = runs.page(id, page, size);
    if (found.all() == 0) {
      plans.of(id);
    }
    return found;
  }

  private static ErrorResponseException refused(String why) {
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, why);
    return new ErrorResponseException(HttpStatus.BAD_REQUEST, problem, null);
  }
}
