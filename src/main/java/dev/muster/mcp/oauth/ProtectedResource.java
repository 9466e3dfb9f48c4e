package dev.muster.mcp.oauth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** How a server describes itself (RFC 9728, which the library does not know). */
@JsonIgnoreProperties(ignoreUnknown = true)
record ProtectedResource(
    URI resource,
    @JsonProperty("authorization_servers") List<URI> authorizationServers,
    @JsonProperty("scopes_supported") List<String> scopes) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  ProtectedResource {
    authorizationServers = authorizationServers == null ? List.of() : authorizationServers;
    scopes = scopes == null ? List.of() : scopes;
  }

  static Optional<ProtectedResource> of(String text) {
    try {
      return Optional.of(JSON.readValue(text, ProtectedResource.class));
    } catch (JsonProcessingException | IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }
}
