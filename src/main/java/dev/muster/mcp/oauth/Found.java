package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import java.net.URI;
import java.util.List;

/**
 * Where and how to log in at a server.
 *
 * @param resource what tokens are for
 * @param scopes to ask for; empty: none is named
 * @param authority the authorization server as it describes itself
 */
record Found(URI resource, List<String> scopes, AuthorizationServerMetadata authority) {

  URI issuer() {
    return URI.create(authority.getIssuer().getValue());
  }

  /** Whether it lets clients go by the address of a document about them. */
  boolean takesDocuments() {
    return Boolean.TRUE.equals(
        authority.getCustomParameter("client_id_metadata_document_supported"));
  }

  boolean lists(String scope) {
    return authority.getScopes() != null && authority.getScopes().toStringList().contains(scope);
  }

  /** RFC 8414: who says nothing means basic. */
  List<ClientAuthenticationMethod> methods() {
    List<ClientAuthenticationMethod> told = authority.getTokenEndpointAuthMethods();
    return told == null || told.isEmpty()
        ? List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        : told;
  }
}
