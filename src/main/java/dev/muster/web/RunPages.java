package dev.muster.web;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.agent.Sessions;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.ledger.Ledger;
import dev.muster.routing.Decisions;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The runs of a deployment, and of each its paid calls and why its models were chosen. */
@Controller
class RunPages {
  private static final int RUNS = 50;
  private final Deployments deployments;
  private final Runs runs;
  private final Sessions sessions;
  private final Decisions decisions;
  private final Ledger ledger;

  RunPages(
      Deployments deployments, Runs runs, Sessions sessions, Decisions decisions, Ledger ledger) {
    this.sessions = sessions;
    this.deployments = deployments;
    this.runs = runs;
    this.decisions = decisions;
    this.ledger = ledger;
  }

  @ModelAttribute("user")
  String user(Principal user) {
    return user == null ? "" : user.getName();
  }

  @GetMapping("/deployments/{id}/runs")
  String all(@PathVariable String id, @RequestParam(defaultValue = "1") int page, Model model) {
    model.addAttribute("deployment", deployment(id));
    model.addAttribute("listed", runs.page(id, Math.max(1, page), RUNS));
    return "runs";
  }

  @GetMapping("/deployments/{id}/runs/{runId}")
  String one(@PathVariable String id, @PathVariable String runId, Model model) {
    model.addAttribute("deployment", deployment(id));
    model.addAttribute("run", run(id, runId));
    model.addAttribute("decisions", decisions.of(id, runId));
    model.addAttribute("sessions", sessions.of(runId));
    model.addAttribute("attempts", ledger.attemptsOf(id, runId));
    return "run";
  }

  private Deployment deployment(String id) {
    return deployments.find(id).orElseThrow(RunPages::nothingHere);
  }

  private Run run(String id, String runId) {
    return runs.find(runId)
        .filter(run -> run.deploymentId().equals(id))
        .orElseThrow(RunPages::nothingHere);
  }

  private static ResponseStatusException nothingHere() {
    return new ResponseStatusException(HttpStatus.NOT_FOUND);
  }
}
