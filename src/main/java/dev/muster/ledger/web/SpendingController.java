package dev.muster.ledger.web;

import dev.muster.ledger.SpentDays;
import dev.muster.ledger.SpentDays.SpentDay;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was spent by day and model. */
@RestController
@RequestMapping("/api/spending")
@Tag(name = "ledger")
class SpendingController {
  private final SpentDays days;

  SpendingController(SpentDays days) {
    this.days = days;
  }

  @GetMapping
  @Operation(
      summary = "What all deployments spent, by day and model",
      description =
          "Both days are included, and begin at midnight in the zone: UTC unless given, such as"
              + " America/Los_Angeles or +08:00. A cost is null when an answer has none; what a"
              + " subscription includes is beside it, and no part of it.")
  @ApiResponse(responseCode = "200", description = "the days on which something was called")
  List<SpentDay> spending(
      @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
      @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
      @RequestParam(defaultValue = "UTC") ZoneId zone) {
    return days.between(from, to, zone);
  }
}
