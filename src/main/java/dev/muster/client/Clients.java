package dev.muster.client;

import dev.muster.plan.Agent;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.nio.file.Path;
import java.util.List;

/** Configures clients through the journal. */
public interface Clients {

  /**
   * Puts one server into one client's configuration; every foreign byte stays.
   *
   * @throws dev.muster.journal.WriteFailed when the file is unreadable or needs a secret that is
   *     missing; it is left as it was
   */
  void bind(String scope, Client client, McpServer server);

  /**
   * Whether the file that is on disk now holds our entry as it was written.
   *
   * @throws dev.muster.secret.SecretMissing when what should stand there, or where, cannot be told
   */
  Written check(Client client, McpServer server);

  /**
   * Writes the agent's definition file for this client; nothing for mcporter, which has none.
   *
   * @throws dev.muster.journal.WriteFailed when there is one of that name that is not ours
   */
  void define(String scope, Client client, Agent agent, List<McpServer> servers);

  /** Whether Muster wrote this server there and has not taken it back. */
  boolean bound(Client client, McpServer server);

  /** All that Muster wrote below the scope and has not taken back, as it is on disk now. */
  List<Drift> drift(String scope);

  /** What Muster may write for this client: its configuration, and its folder of agents. */
  List<Path> files(Client client);

  /**
   * State of one entry on disk.
   *
   * @param note null when it is what the plan says now
   */
  record Written(boolean asWritten, Path file, String note) {}
}
