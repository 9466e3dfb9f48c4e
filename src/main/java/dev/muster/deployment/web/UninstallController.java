package dev.muster.deployment.web;

import dev.muster.deployment.Uninstall;
import dev.muster.deployment.UninstallRefused;
import dev.muster.journal.Journal.TakenBack;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes back what Muster wrote on this machine. */
@RestController
@RequestMapping("/api/uninstall")
@Tag(name = "clients")
class UninstallController {
  private final Uninstall uninstall;

  UninstallController(Uninstall uninstall) {
    this.uninstall = uninstall;
  }

  @PostMapping
  @Operation(
      summary = "Take back what Muster wrote into files",
      description =
          "Of one deployment, or of all. What others changed stays. For the groups operators and"
              + " camunda-admin.")
  @ApiResponse(responseCode = "200", description = "what was done to each file")
  @ApiResponse(responseCode = "404", description = "no such deployment")
  @ApiResponse(responseCode = "409", description = "one still runs; nothing was taken back")
  List<Undone> uninstall(@RequestParam(defaultValue = "") String deployment, Principal by) {
    try {
      return uninstall.takeBack(deployment, by.getName()).stream().map(Undone::of).toList();
    } catch (UninstallRefused e) {
      var status = e.isUnknown() ? HttpStatus.NOT_FOUND : HttpStatus.CONFLICT;
      var problem = ProblemDetail.forStatusAndDetail(status, e.getMessage());
      throw new ErrorResponseException(status, problem, e);
    }
  }

  /** What was done to one file. */
  record Undone(String scope, String file, String how, String note) {
    static Undone of(TakenBack done) {
      return new Undone(done.scope(), done.file().toString(), done.how().name(), done.note());
    }
  }
}
