package dev.muster.gateway.web;

import dev.muster.gateway.PersonalTokens;
import dev.muster.gateway.PersonalTokens.Issued;
import dev.muster.gateway.PersonalTokens.Personal;
import dev.muster.gateway.PersonalTokens.Wish;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.NotKnown;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens by which people point their own CLIs at the gateway. */
@RestController
@RequestMapping("/api/gateway/tokens")
@Tag(name = "gateway")
class PersonalTokensController {
  private final PersonalTokens tokens;
  private final DeploymentPlans plans;

  PersonalTokensController(PersonalTokens tokens, DeploymentPlans plans) {
    this.tokens = tokens;
    this.plans = plans;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Make a token for a person's own CLI",
      description =
          "For the groups operators and camunda-admin. The token is in this answer and nowhere"
              + " else.")
  @ApiResponse(responseCode = "201", description = "the token, and where to point the CLI")
  @ApiResponse(responseCode = "404", description = "no such deployment, agent or model")
  @ApiResponse(
      responseCode = "422",
      description =
          "a limit or a life that makes no sense, or a model that only its CLI's vendor asks")
  Issued issue(
      @RequestParam(defaultValue = "") String deployment,
      @RequestParam String agent,
      @RequestParam(required = false) String model,
      @RequestParam BigDecimal usd,
      @RequestParam(defaultValue = "30") int days,
      Principal person) {
    var life = Duration.ofDays(days);
    try {
      return tokens.issue(new Wish(person.getName(), of(deployment), agent, model, usd, life));
    } catch (NotKnown e) {
      throw e;
    } catch (IllegalArgumentException e) {
      var status = HttpStatus.UNPROCESSABLE_ENTITY;
      var problem = ProblemDetail.forStatusAndDetail(status, e.getMessage());
      throw new ErrorResponseException(status, problem, e);
    }
  }

  @GetMapping
  @Operation(summary = "A deployment's tokens, newest first, with what each has spent")
  @ApiResponse(responseCode = "200", description = "without their secrets")
  List<Personal> all(@RequestParam(defaultValue = "") String deployment) {
    return tokens.all(of(deployment));
  }

  @PostMapping("/{id}/revoke")
  @Operation(
      summary = "End a token; its calls under way are cancelled",
      description = "For the groups operators and camunda-admin.")
  @ApiResponse(responseCode = "200", description = "the token, which opens nothing any more")
  @ApiResponse(responseCode = "404", description = "no such token")
  Personal revoke(@PathVariable String id) {
    return tokens.revoke(id).orElseThrow(() -> new NotKnown("there is no token " + id));
  }

  private String of(String deployment) {
    return deployment.isEmpty() ? plans.newest() : deployment;
  }
}
