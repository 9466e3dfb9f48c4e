package dev.muster.client;

import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.time.Duration;
import java.util.List;

/** Asks a client's own CLI what it makes of its configuration. */
public interface ClientListing {

  /**
   * Runs the CLI's list and reads what it says of one server. Blocks; who asks for the same client
   * meanwhile shares the next run. What the CLI does is told in the answer and never thrown.
   *
   * @param servers all that the plan configures in this client
   */
  Listed ask(Client client, List<McpServer> servers, String server);

  /** What a CLI said. Its exit code says nothing: it is 0 for servers that are down, too. */
  enum Answer {
    /** It has connected to the server itself. */
    CONNECTED,
    /** It knows the server; its list does not connect. */
    LISTED,
    /** It knows the server and could not connect, or has it switched off. */
    NOT_CONNECTED,
    /** It does not list the server. */
    ABSENT,
    /** It is not there, did not end in time, or wrote nothing that can be read. */
    NO_ANSWER,
    /** The plan names no command for this client. */
    NOT_ASKED;

    /** Whether the client can use the server, as far as its list tells. */
    public boolean isGood() {
      return this == CONNECTED || this == LISTED;
    }
  }

  /**
   * The answer about one server.
   *
   * @param line the CLI's own words about this server and about no other, without colours; secrets
   *     are not redacted yet
   */
  record Listed(Answer answer, String line, Duration took) {}
}
