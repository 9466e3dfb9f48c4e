package dev.muster.mcp.oauth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.muster.plan.McpServer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a login, in a file that only its owner may read.
 *
 * @param asked what a login needs to know of the server
 * @param client as whom Muster is known there; null before the first login
 * @param grant null before the first login, and when it has ended
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Login(Asked asked, Client client, Grant grant) {

  /**
   * A server as the plan writes it: references stay references.
   *
   * @param oauth null when the plan says nothing
   * @param wanted scopes that the server missed in the last login
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Asked(
      String server,
      String url,
      Map<String, String> headers,
      McpServer.OAuth oauth,
      List<String> wanted) {
    private static final int SECONDS = 30;

    McpServer toServer() {
      return new McpServer(
          server,
          null,
          List.of(),
          Map.of(),
          url,
          headers,
          new McpServer.Expectation(null, List.of()),
          List.of(),
          List.of(),
          null,
          false,
          SECONDS,
          null,
          null,
          null,
          null,
          oauth);
    }

    Asked wanting(List<String> scopes) {
      return new Asked(server, url, headers, oauth, scopes);
    }
  }

  /**
   * @param secret one that the server gave when Muster registered; null: none, or the plan's
   * @param method at the token endpoint: none, client_secret_basic, client_secret_post
   * @param redirectPort of the address that was registered; 0 when none was
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Client(URI issuer, String id, String secret, String method, int redirectPort) {}

  /**
   * @param refreshToken null when none was given
   * @param renewAt when to get another one; null: not known, it is used until it is refused
   * @param expiresAt null: not known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Grant(
      URI resource,
      URI issuer,
      URI tokenEndpoint,
      URI revocationEndpoint,
      String accessToken,
      String refreshToken,
      Instant renewAt,
      Instant expiresAt,
      List<String> scopes) {

    boolean isDue(Instant now) {
      return renewAt != null && !now.isBefore(renewAt);
    }

    boolean isOver(Instant now) {
      return expiresAt != null && !now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
      return "Grant[" + issuer + "]";
    }
  }

  static Asked asked(McpServer server) {
    return new Asked(server.name(), server.url(), server.headers(), server.oauth(), List.of());
  }

  Login with(Asked other) {
    return new Login(other, client, grant);
  }

  Login with(Grant other) {
    return new Login(asked, client, other);
  }

  @Override
  public String toString() {
    return "Login[" + asked.server() + "]";
  }
}
