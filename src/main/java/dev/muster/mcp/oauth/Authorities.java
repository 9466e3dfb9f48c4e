package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Authorization servers, as they describe themselves: RFC 8414, or OpenID Connect's discovery. */
@Component
class Authorities {
  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";
  private final LoginWire wire;

  Authorities(LoginWire wire) {
    this.wire = wire;
  }

  AuthorizationServerMetadata of(URI issuer, Addresses addresses) {
    URI checked = addresses.checked(issuer, "the authorization server");
    String name = bare(issuer.toString());
    return checked(
        first(places(checked), told -> bare(told.getIssuer().getValue()).equals(name))
            .orElseThrow(
                () ->
                    new LoginFailed(
                        "the authorization server "
                            + name
                            + " does not describe itself, or under another name")),
        addresses);
  }

  /** Of the server's own origin; without a description, with the paths of 2025-03-26. */
  AuthorizationServerMetadata ofOld(Addresses addresses) {
    URI origin = addresses.at("");
    Predicate<AuthorizationServerMetadata> ours =
        told -> addresses.sameOrigin(URI.create(told.getIssuer().getValue()));
    return first(places(origin), ours)
        .map(told -> checked(told, addresses))
        .orElseGet(() -> assumed(addresses));
  }

  private static AuthorizationServerMetadata assumed(Addresses addresses) {
    var assumed = new AuthorizationServerMetadata(new Issuer(addresses.at("")));
    assumed.setAuthorizationEndpointURI(addresses.at("/authorize"));
    assumed.setTokenEndpointURI(addresses.at("/token"));
    assumed.setRegistrationEndpointURI(addresses.at("/register"));
    return assumed;
  }

  private static List<URI> places(URI issuer) {
    String path = issuer.getRawPath() == null ? "" : bare(issuer.getRawPath());
    return Stream.of(OAUTH + path, OPENID + path, path + OPENID)
        .distinct()
        .map(place -> Addresses.at(issuer, place))
        .toList();
  }

  private Optional<AuthorizationServerMetadata> first(
      List<URI> places, Predicate<AuthorizationServerMetadata> wanted) {
    return places.stream()
        .map(place -> wire.get(place, "the authorization server"))
        .map(Authorities::parsed)
        .flatMap(Optional::stream)
        .filter(wanted)
        .findFirst();
  }

  private static Optional<AuthorizationServerMetadata> parsed(HTTPResponse answer) {
    try {
      return answer.indicatesSuccess()
          ? Optional.of(AuthorizationServerMetadata.parse(answer.getBody()))
              .filter(told -> URI.create(told.getIssuer().getValue()).getHost() != null)
          : Optional.empty();
    } catch (ParseException | IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /** Each address that we would send something to; and PKCE, without which a code can be stolen. */
  private static AuthorizationServerMetadata checked(
      AuthorizationServerMetadata told, Addresses addresses) {
    addresses.checked(told.getAuthorizationEndpointURI(), "the authorization endpoint");
    addresses.checked(told.getTokenEndpointURI(), "the token endpoint");
    for (URI endpoint :
        new URI[] {told.getRegistrationEndpointURI(), told.getRevocationEndpointURI()}) {
      if (endpoint != null) {
        addresses.checked(endpoint, "an endpoint of the authorization server");
      }
    }
    List<CodeChallengeMethod> pkce = told.getCodeChallengeMethods();
    if (pkce == null || !pkce.contains(CodeChallengeMethod.S256)) {
      throw new LoginFailed(
          "the authorization server " + told.getIssuer() + " does not offer PKCE with S256");
    }
    return told;
  }

  private static String bare(String text) {
    return text.replaceAll("/+$", "");
  }
}
