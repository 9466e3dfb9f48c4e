package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.muster.secret.Secrets;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What goes to and comes from a token endpoint. */
@Component
class LoginTokens {
  private static final Duration BEFORE_THE_END = Duration.ofSeconds(60);

  /** After these a person has to log in again; all else may pass. */
  private static final Set<ErrorObject> FINAL =
      Set.of(OAuth2Error.INVALID_GRANT, OAuth2Error.UNAUTHORIZED_CLIENT);

  private final LoginWire wire;
  private final Secrets secrets;
  private final Clock clock;

  LoginTokens(LoginWire wire, Secrets secrets, Clock clock) {
    this.wire = wire;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The grant's place is taken by what the code is worth. */
  Login.Grant exchange(Login login, Login.Grant bare, AuthorizationGrant code) {
    return request(login, bare, code)
        .orElseThrow(() -> new LoginFailed(bare.issuer() + " refused its own code"));
  }

  /** The server has forgotten as whom we are known there: only another registration helps. */
  static final class ClientUnknown extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Empty when the login has ended for good. */
  Optional<Login.Grant> refresh(Login login) {
    RefreshToken token = new RefreshToken(login.grant().refreshToken());
    return request(login, login.grant(), new RefreshTokenGrant(token));
  }

  private Optional<Login.Grant> request(Login login, Login.Grant grant, AuthorizationGrant shown) {
    URI endpoint = checked(login, grant.tokenEndpoint());
    TokenRequest request =
        authentication(login)
            .map(known -> new TokenRequest.Builder(endpoint, known, shown))
            .orElseGet(() -> new TokenRequest.Builder(endpoint, id(login), shown))
            .resource(grant.resource())
            .build();
    try {
      var answer = wire.send(request.toHTTPRequest(), "the token endpoint");
      if (answer.getStatusCode() >= 500 || answer.getStatusCode() == 429) {
        throw LoginFailed.offline(
            "the token endpoint of " + grant.issuer() + " answered " + answer.getStatusCode(),
            null);
      }
      TokenResponse told = TokenResponse.parse(answer);
      return told.indicatesSuccess()
          ? Optional.of(granted(grant, told.toSuccessResponse().getTokens()))
          : refused(grant, told.toErrorResponse().getErrorObject());
    } catch (ParseException e) {
      // Its message may show a part of the answer.
      throw new LoginFailed(
          "the token endpoint of " + grant.issuer() + " answers with something else");
    }
  }

  private static Optional<Login.Grant> refused(Login.Grant grant, ErrorObject error) {
    if (OAuth2Error.INVALID_CLIENT.equals(error)) {
      throw new ClientUnknown();
    }
    if (FINAL.contains(error)) {
      return Optional.empty();
    }
    throw new LoginFailed(
        "the token endpoint of " + grant.issuer() + " refused: " + word(error.getCode()));
  }

  /** Codes are words; what is none was not meant for people. */
  static String word(String code) {
    return code != null && code.matches("[a-z0-9_-]{1,60}") ? code : "without a known reason";
  }

  private Login.Grant granted(Login.Grant before, Tokens tokens) {
    BearerAccessToken access = tokens.getBearerAccessToken();
    if (access == null) {
      throw new LoginFailed(before.issuer() + " gives no bearer token");
    }
    Instant now = clock.instant();
    RefreshToken refresh = tokens.getRefreshToken();
    Duration life = Duration.ofSeconds(access.getLifetime());
    boolean known = !life.isZero();
    return new Login.Grant(
        before.resource(),
        before.issuer(),
        before.tokenEndpoint(),
        before.revocationEndpoint(),
        access.getValue(),
        refresh == null ? before.refreshToken() : refresh.getValue(),
        known ? now.plus(life).minus(margin(life)) : null,
        known ? now.plus(life) : null,
        access.getScope() == null ? before.scopes() : Challenge.shown(access.getScope()));
  }

  private static Duration margin(Duration life) {
    Duration quarter = life.dividedBy(4);
    return quarter.compareTo(BEFORE_THE_END) < 0 ? quarter : BEFORE_THE_END;
  }

  /** At its end a login is told to the server; whether it listens changes nothing here. */
  boolean revoke(Login login) {
    Login.Grant grant = login.grant();
    if (grant == null || grant.revocationEndpoint() == null) {
      return false;
    }
    Token token =
        grant.refreshToken() == null
            ? new BearerAccessToken(grant.accessToken())
            : new RefreshToken(grant.refreshToken());
    URI endpoint = checked(login, grant.revocationEndpoint());
    TokenRevocationRequest request =
        authentication(login)
            .map(known -> new TokenRevocationRequest(endpoint, known, token))
            .orElseGet(() -> new TokenRevocationRequest(endpoint, id(login), token));
    return wire.send(request.toHTTPRequest(), "the revocation endpoint").indicatesSuccess();
  }

  /** Again, since a file can be changed by hand. */
  private URI checked(Login login, URI endpoint) {
    URI server = URI.create(secrets.resolve(login.asked().url()));
    return Addresses.of(server).checked(endpoint, "the endpoint in the login's file");
  }

  private Optional<ClientAuthentication> authentication(Login login) {
    ClientAuthenticationMethod method = new ClientAuthenticationMethod(login.client().method());
    if (ClientAuthenticationMethod.NONE.equals(method)) {
      return Optional.empty();
    }
    Secret secret = new Secret(secret(login));
    if (ClientAuthenticationMethod.CLIENT_SECRET_POST.equals(method)) {
      return Optional.of(new ClientSecretPost(id(login), secret));
    }
    if (ClientAuthenticationMethod.CLIENT_SECRET_BASIC.equals(method)) {
      return Optional.of(new ClientSecretBasic(id(login), secret));
    }
    throw new LoginFailed("clients have to show who they are by " + word(login.client().method()));
  }

  private String secret(Login login) {
    if (login.client().secret() != null) {
      return login.client().secret();
    }
    var planned = login.asked().oauth();
    if (planned == null || planned.clientSecret() == null) {
      throw new LoginFailed(
          "the authorization server wants a client secret: give the plan oauth.clientSecret");
    }
    return secrets.resolve(planned.clientSecret());
  }

  private static ClientID id(Login login) {
    return new ClientID(login.client().id());
  }
}
