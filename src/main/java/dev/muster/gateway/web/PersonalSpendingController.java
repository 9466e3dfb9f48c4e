package dev.muster.gateway.web;

import dev.muster.gateway.PersonalSpending;
import dev.muster.gateway.PersonalSpending.Spent;
import dev.muster.plan.DeploymentPlans;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people's own CLIs spent. */
@RestController
@RequestMapping("/api/gateway/spending")
@Tag(name = "gateway")
class PersonalSpendingController {
  private final PersonalSpending spending;
  private final DeploymentPlans plans;

  PersonalSpendingController(PersonalSpending spending, DeploymentPlans plans) {
    this.spending = spending;
    this.plans = plans;
  }

  @GetMapping
  @Operation(
      summary = "What people's own CLIs spent, by day (UTC), owner, agent, model and token",
      description = "Newest day first. A cost is null when an answer has none.")
  @ApiResponse(responseCode = "200", description = "the days on which something was called")
  List<Spent> spending(
      @RequestParam(defaultValue = "") String deployment,
      @RequestParam(defaultValue = "false") boolean mine,
      Principal person) {
    var id = deployment.isEmpty() ? plans.newest() : deployment;
    return spending.of(id, mine ? person.getName() : null);
  }
}
