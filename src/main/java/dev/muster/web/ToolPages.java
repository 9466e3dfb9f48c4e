package dev.muster.web;

import dev.muster.deployment.Deployments;
import dev.muster.mcp.ToolLocks;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
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
    var change = locks.quarantine(id, server);
    change.ifPresent(
        found -> {
          model.addAttribute("change", found);
          model.addAttribute("diff", locks.diff(found));
        });
    if (change.isEmpty()) {
      now(id, server).ifPresent(hash -> unchanged(id, server, hash, model));
    }
    return "tools";
  }

  /** What is approved, or would be with the installation. */
  private Optional<String> now(String id, String server) {
    var shown = locks.shown(id).getOrDefault(server, Set.of());
    return locks
        .approved(id, server)
        .map(ToolLocks.Lock::hash)
        .or(() -> shown.size() == 1 ? shown.stream().findFirst() : Optional.empty());
  }

  private void unchanged(String id, String server, String hash, Model model) {
    model.addAttribute("hash", hash);
    model.addAttribute("whole", locks.whole(hash));
    locks
        .before(id, server)
        .ifPresent(
            before -> {
              model.addAttribute("before", before);
              if (!before.hash().equals(hash)) {
                model.addAttribute("diff", locks.diff(before.hash(), hash));
              }
            });
  }
}
