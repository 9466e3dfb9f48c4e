package dev.muster.client;

import dev.muster.client.ClientListing.Listed;
import dev.muster.client.Clients.Written;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.util.List;
import java.util.Optional;

/**
 * Takes servers whose tools wait for a person's decision out of clients' files, and writes them
 * back. Each file is a case of its own: what cannot be done is kept with its reason, not thrown.
 */
public interface Withdrawals {

  /**
   * Takes our entry out if it was written under this scope and nobody has removed it since; told
   * again, it looks again.
   */
  void takeOut(String scope, Client client, McpServer server);

  /** The same; what was not written yet is noted, so that {@link #putBack} writes it. */
  void keepOut(String scope, Client client, McpServer server);

  /** Tries again to take out what could not be: its file may be sound, or idle, by now. */
  void again(Withdrawal left);

  /**
   * Writes back what was taken out, as it stood there when somebody had changed it; nothing when it
   * was not taken out, or when the scope was taken back meanwhile.
   */
  void putBack(String scope, Client client, McpServer server);

  /**
   * All of a deployment, of all deployments when it is empty, as the files say it now; those of
   * scopes taken back are forgotten.
   */
  List<Withdrawal> of(String deploymentId);

  /**
   * One server in one client.
   *
   * @param deploymentId null: nobody's, so that nothing is out
   */
  default Optional<Withdrawal> of(String deploymentId, String client, String server) {
    return deploymentId == null
        ? Optional.empty()
        : of(deploymentId).stream()
            .filter(w -> w.client().equals(client) && w.server().equals(server))
            .findFirst();
  }

  /** A person wants what could not be written back to be tried again. False: there is nothing. */
  boolean retry(String deploymentId, String server);

  /**
   * As {@link Clients#check}; that a quarantine keeps the server out is a note, no fault, and that
   * it could not be written back is told with the reason.
   */
  Written check(String deploymentId, Client client, McpServer server);

  /** As {@link ClientListing#ask}; of what is not in the file on purpose no CLI is asked. */
  Listed ask(String deploymentId, Client client, List<McpServer> all, McpServer server);
}
