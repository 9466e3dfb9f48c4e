package dev.muster.web;

import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.deployment.StatusReport;
import dev.muster.gate.Gates;
import dev.muster.ledger.Ledger;
import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** The pages. They are whole without scripts; the scripts only keep them fresh. */
@Controller
class Pages {
  private final Deployments deployments;
  private final StatusReport report;
  private final ProcessControl processes;
  private final Approvals approvals;
  private final Gates gates;
  private final Ledger ledger;

  Pages(
      Deployments deployments,
      StatusReport report,
      ProcessControl processes,
      Approvals approvals,
      Gates gates,
      Ledger ledger) {
    this.deployments = deployments;
    this.report = report;
    this.processes = processes;
    this.approvals = approvals;
    this.gates = gates;
    this.ledger = ledger;
  }

  @ModelAttribute("user")
  String user(Principal user) {
    return user == null ? "" : user.getName();
  }

  @GetMapping("/login")
  String login() {
    return "login";
  }

  @GetMapping("/")
  String list(Model model) {
    var open = approvals.open();
    model.addAttribute("lines", deployments.all().stream().map(d -> line(d, open)).toList());
    return "deployments";
  }

  private DeploymentLine line(Deployment d, List<Approval> open) {
    var asked = open.stream().filter(a -> a.deploymentId().equals(d.id())).count();
    return DeploymentLine.of(d, gates.all(d.id()), ledger.spending(d.id()), asked);
  }

  @GetMapping("/deployments/{id}")
  String one(@PathVariable String id, Model model) {
    var deployment =
        deployments.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    model.addAttribute("deployment", deployment);
    model.addAttribute("standing", standing(id));
    model.addAttribute(
        "approvals", approvals.open().stream().filter(a -> a.deploymentId().equals(id)).toList());
    if (deployment.planDigest() != null) {
      var status = report.of(id);
      model.addAttribute("status", status);
      model.addAttribute("matrix", BindingMatrix.of(status.bindings()));
      model.addAttribute("costs", ModelCost.of(status.costs()));
    }
    return "deployment";
  }

  private Standing standing(String id) {
    return Standing.of(processes.tokens(id), processes.incidents(id));
  }
}
