package dev.muster.mcp.oauth;

import static com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
import static com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod.CLIENT_SECRET_POST;
import static com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod.NONE;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationRequest;
import com.nimbusds.oauth2.sdk.client.ClientRegistrationResponse;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.muster.plan.McpServer;
import java.net.URI;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** As whom Muster logs in: the plan's client, the one registered before, or a new one. */
@Component
class LoginClients {
  private static final String NAME = "Muster";
  private final LoginWire wire;

  LoginClients(LoginWire wire) {
    this.wire = wire;
  }

  Login.Client of(Login login, Found found, URI redirect) {
    McpServer.OAuth planned = login.asked().oauth();
    if (planned != null && planned.clientId() != null && usable(planned, found)) {
      boolean secret = planned.clientSecret() != null;
      String method = method(found, secret).getValue();
      return new Login.Client(found.issuer(), planned.clientId(), null, method, 0);
    }
    Login.Client before = login.client();
    boolean fits =
        before != null
            && before.redirectPort() == redirect.getPort()
            && found.issuer().equals(before.issuer());
    return fits ? before : register(found, redirect);
  }

  /** An id that is an address is a document about us, which not every server reads. */
  private static boolean usable(McpServer.OAuth planned, Found found) {
    return !planned.clientId().startsWith("https://") || found.takesDocuments();
  }

  private static ClientAuthenticationMethod method(Found found, boolean secret) {
    if (!secret) {
      return NONE;
    }
    return Stream.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST)
        .filter(found.methods()::contains)
        .findFirst()
        .orElse(found.methods().contains(NONE) ? NONE : CLIENT_SECRET_BASIC);
  }

  private Login.Client register(Found found, URI redirect) {
    URI endpoint = found.authority().getRegistrationEndpointURI();
    if (endpoint == null) {
      throw new LoginFailed(
          found.issuer()
              + " registers no clients by itself: register Muster there and give the plan"
              + " oauth.clientId (and clientSecret)");
    }
    ClientAuthenticationMethod wished = found.methods().contains(NONE) ? NONE : method(found, true);
    HTTPResponse answer =
        wire.send(
            new ClientRegistrationRequest(endpoint, metadata(redirect, wished), null)
                .toHTTPRequest(),
            "the registration");
    return registered(answer, found, redirect);
  }

  private static ClientMetadata metadata(URI redirect, ClientAuthenticationMethod method) {
    ClientMetadata metadata = new ClientMetadata();
    metadata.setName(NAME);
    metadata.setRedirectionURI(redirect);
    metadata.setGrantTypes(Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));
    metadata.setResponseTypes(Set.of(ResponseType.CODE));
    metadata.setTokenEndpointAuthMethod(method);
    // OpenID Connect's: without it, an address on this machine is refused.
    metadata.setCustomField("application_type", "native");
    return metadata;
  }

  private static Login.Client registered(HTTPResponse answer, Found found, URI redirect) {
    try {
      ClientRegistrationResponse told = ClientRegistrationResponse.parse(answer);
      if (!told.indicatesSuccess()) {
        throw new LoginFailed(
            found.issuer() + " does not register Muster: " + answer.getStatusCode());
      }
      ClientInformation client = told.toSuccessResponse().getClientInformation();
      String secret = client.getSecret() == null ? null : client.getSecret().getValue();
      ClientAuthenticationMethod method = client.getMetadata().getTokenEndpointAuthMethod();
      return new Login.Client(
          found.issuer(),
          client.getID().getValue(),
          secret,
          (method == null ? method(found, secret != null) : method).getValue(),
          redirect.getPort());
    } catch (ParseException e) {
      throw new LoginFailed(found.issuer() + " answers a registration with something else", e);
    }
  }
}
