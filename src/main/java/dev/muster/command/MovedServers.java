package dev.muster.command;

import dev.muster.client.Clients;
import dev.muster.journal.ScopeClosed;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Binding;
import dev.muster.plan.FrozenPlan;
import dev.muster.secret.SecretMissing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stand-ins of a resumed rehearsal listen on new ports: what was written into clients' files before
 * is written again with the new address, under the same scope of the journal.
 */
record MovedServers(Clients clients) {
  private static final Logger LOG = LoggerFactory.getLogger(MovedServers.class);

  void bindAgain(String deploymentId, FrozenPlan plan) {
    plan.plan().bindings().forEach(binding -> bindAgain(deploymentId, plan, binding));
  }

  private void bindAgain(String deploymentId, FrozenPlan plan, Binding binding) {
    var client = plan.plan().clients().get(binding.client());
    var server = plan.plan().mcpServers().get(binding.server());
    try {
      var written = clients.check(client, server);
      if (!written.asWritten() || written.note() == null) {
        return;
      }
      clients.bind(deploymentId + "/mcp-installation/" + binding.client(), client, server);
    } catch (ScopeClosed e) {
      LOG.debug("{} is being taken back", binding);
    } catch (WriteFailed | SecretMissing e) {
      LOG.warn("{} keeps an address of before: {}", binding.id(), e.getMessage());
    }
  }
}
