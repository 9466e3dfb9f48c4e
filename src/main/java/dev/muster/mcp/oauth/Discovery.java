package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.muster.secret.Secrets;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Asks the server who guards it, as the MCP specification orders it, and older ones did. */
@Component
class Discovery {
  private static final String PROTECTED = "/.well-known/oauth-protected-resource";
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"muster","version":"0.1.0"}}}""";
  private final LoginWire wire;
  private final Authorities authorities;
  private final Secrets secrets;

  Discovery(LoginWire wire, Authorities authorities, Secrets secrets) {
    this.wire = wire;
    this.authorities = authorities;
    this.secrets = secrets;
  }

  Found find(Login.Asked asked, Addresses addresses) {
    Challenge challenge = wire.challenge(addresses.server(), headers(asked), INITIALIZE);
    Optional<ProtectedResource> described = described(challenge, addresses);
    if (described.isEmpty()) {
      // Before 2025-06-18 the server's own origin was the authority.
      return new Found(addresses.resource(), challenge.scopes(), authorities.ofOld(addresses));
    }
    ProtectedResource told = described.get();
    mustBeOurs(told, addresses);
    URI authority =
        told.authorizationServers().stream()
            .findFirst()
            .orElseThrow(() -> new LoginFailed("the server names no authorization server"));
    List<String> scopes = challenge.scopes().isEmpty() ? told.scopes() : challenge.scopes();
    return new Found(told.resource(), scopes, authorities.of(authority, addresses));
  }

  private Map<String, String> headers(Login.Asked asked) {
    Map<String, String> headers = new TreeMap<>();
    asked.headers().forEach((name, value) -> headers.put(name, secrets.resolve(value)));
    return headers;
  }

  private static void mustBeOurs(ProtectedResource told, Addresses addresses) {
    if (told.resource() == null || !addresses.isWithin(told.resource())) {
      throw new LoginFailed(
          "the server says that it is another resource than "
              + addresses.resource()
              + ": no token is asked for");
    }
  }

  private Optional<ProtectedResource> described(Challenge challenge, Addresses addresses) {
    if (challenge.metadata() != null) {
      return Optional.of(
          read(addresses.checked(challenge.metadata(), "the server's metadata address"))
              .orElseThrow(() -> new LoginFailed("the server's metadata cannot be read")));
    }
    String path = addresses.resource().getRawPath();
    return Stream.of(PROTECTED + path, PROTECTED)
        .distinct()
        .map(addresses::at)
        .map(this::read)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<ProtectedResource> read(URI address) {
    HTTPResponse answer = wire.get(address, "the server's metadata");
    return answer.indicatesSuccess() ? ProtectedResource.of(answer.getBody()) : Optional.empty();
  }
}
