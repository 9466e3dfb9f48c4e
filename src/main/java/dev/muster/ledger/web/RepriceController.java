package dev.muster.ledger.web;

import dev.muster.ledger.Repriced;
import dev.muster.ledger.Repricing;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.PlanInvalid;
import dev.muster.plan.PriceBook;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.util.List;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Past usage under another price book. */
@RestController
@RequestMapping("/api/reprice")
@Tag(name = "ledger")
class RepriceController {
  private final Repricing repricing;
  private final DeploymentPlans plans;

  RepriceController(Repricing repricing, DeploymentPlans plans) {
    this.repricing = repricing;
    this.plans = plans;
  }

  @PostMapping(consumes = MediaType.TEXT_PLAIN_VALUE)
  @Operation(
      summary = "What past usage would have cost under another price book",
      description = "The body is the book, as YAML. Nothing is changed.")
  @ApiResponse(responseCode = "200", description = "by model, beside what was recorded")
  @ApiResponse(responseCode = "404", description = "no such deployment")
  @ApiResponse(responseCode = "422", description = "the book has faults")
  List<Repriced> reprice(
      @RequestParam(defaultValue = "") String deployment,
      @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate asOf,
      @RequestBody String book) {
    try {
      return Repriced.of(deployment, PriceBook.read("prices", book), asOf, repricing, plans);
    } catch (PlanInvalid e) {
      var problem =
          ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage());
      throw new ErrorResponseException(HttpStatus.UNPROCESSABLE_ENTITY, problem, e);
    }
  }
}
