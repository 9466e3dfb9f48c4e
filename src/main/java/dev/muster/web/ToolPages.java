package dev.muster.web;

import dev.muster.deployment.Deployments;
import dev.muster.mcp.ToolLocks;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** What was approved of a server's tools, and what differs from it now, in full. */
@Controller
class ToolPages {
  private final Deployments deployments;
  private final ToolLocks locks;

  ToolPages(Deployments deployments, ToolLocks locks) {
    this.deployments = deployments;
    this.locks = locks;
  }

  @ModelAttribute("user")
  String user(Principal user) {
    return user == null ? "" : user.getName();
  }

  @GetMapping("/deployments/{id}/tools/{server}")
  String one(@PathVariable String id, @PathVariable String server, Model model) {
    var deployment =
        deployments.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    model.addAttribute("deployment", deployment);
    model.addAttribute("server", server);
    model.addAttribute("locks", locks.history(id, server));
    locks
        .quarantine(id, server)
        .ifPresent(
            change -> {
              model.addAttribute("change", change);
              model.addAttribute("diff", locks.diff(change));
            });
    return "tools";
  }
}
