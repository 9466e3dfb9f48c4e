package dev.muster.web;

import dev.muster.deployment.Deployments;
import dev.muster.gateway.PersonalSpending;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** What people's own CLIs spent through the gateway. */
@Controller
class SpendingPages {
  private final Deployments deployments;
  private final PersonalSpending spending;

  SpendingPages(Deployments deployments, PersonalSpending spending) {
    this.deployments = deployments;
    this.spending = spending;
  }

  @ModelAttribute("user")
  String user(Principal user) {
    return user == null ? "" : user.getName();
  }

  @GetMapping("/deployments/{id}/personal")
  String all(
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean mine,
      Principal user,
      Model model) {
    model.addAttribute(
        "deployment",
        deployments.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    model.addAttribute("mine", mine);
    model.addAttribute("spent", spending.of(id, mine ? user.getName() : null));
    return "personal";
  }
}
