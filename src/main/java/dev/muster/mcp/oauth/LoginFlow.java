package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Prompt;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/** A person logs Muster in at a server, or out. */
@Service
public class LoginFlow {
  private static final String OFFLINE = "offline_access";
  private final Discovery discovery;
  private final LoginClients clients;
  private final LoginTokens tokens;
  private final LoginFiles files;
  private final Secrets secrets;

  LoginFlow(
      Discovery discovery,
      LoginClients clients,
      LoginTokens tokens,
      LoginFiles files,
      Secrets secrets) {
    this.discovery = discovery;
    this.clients = clients;
    this.tokens = tokens;
    this.files = files;
    this.secrets = secrets;
  }

  /**
   * What was granted, as a person may see it.
   *
   * @param until null when the server does not say
   * @param renewed whether Muster can renew it by itself
   */
  public record Granted(
      String server, URI issuer, List<String> scopes, Instant until, boolean renewed) {}

  /**
   * Servers of this name at which somebody has logged in, or was asked to.
   *
   * @throws LoginFailed when there are several, at different addresses
   */
  public Optional<McpServer> known(String name) {
    List<String> keys = files.keys(name);
    if (keys.size() > 1) {
      throw new LoginFailed(
          name + " has been used at " + keys.size() + " addresses: name the plan with --plan");
    }
    return keys.stream().findFirst().flatMap(files::read).map(login -> login.asked().toServer());
  }

  /**
   * Logs in. Blocks until the person has answered in the browser, at most so long.
   *
   * @param port where the browser comes back to; 0: any
   * @param browser gets the address at which the person decides
   * @throws LoginFailed with the reason; what was kept before stays
   */
  public Granted login(McpServer server, int port, Duration longest, Consumer<URI> browser) {
    Addresses addresses = addresses(server);
    String key = LoginFiles.key(server.name(), addresses);
    Login before = before(key, server);
    Found found = discovery.find(before.asked(), addresses);
    State state = new State();
    try (Callback callback = Callback.open(port, registered(before), state)) {
      Login login = new Login(before.asked(), clients.of(before, found, callback.redirect()), null);
      List<String> scopes = scopes(before, found);
      CodeVerifier verifier = new CodeVerifier();
      browser.accept(question(login, found, callback.redirect(), scopes, state, verifier));
      var code = code(callback.await(longest), found);
      return keep(
          key,
          login,
          exchanged(
              key,
              login,
              bare(found, scopes),
              new AuthorizationCodeGrant(
                  code.getAuthorizationCode(), callback.redirect(), verifier)));
    }
  }

  /** A client that the server has forgotten would be used again by each login after this one. */
  private Login.Grant exchanged(
      String key, Login login, Login.Grant bare, AuthorizationCodeGrant code) {
    try {
      return tokens.exchange(login, bare, code);
    } catch (LoginTokens.ClientUnknown forgotten) {
      FileLocks.with(
          files.lock(key),
          () -> {
            files.write(key, new Login(login.asked(), null, null));
            return true;
          });
      throw new LoginFailed(
          bare.issuer()
              + " does not know Muster any more: log in again, which registers it anew (or mend"
              + " the plan's oauth.clientId and clientSecret)");
    }
  }

  private Addresses addresses(McpServer server) {
    if (server.isStdio()) {
      throw new LoginFailed(server.name() + " is started here: there is nothing to log in at");
    }
    return Addresses.of(Addresses.named(server, secrets).server());
  }

  private Login before(String key, McpServer server) {
    Login.Asked asked = Login.asked(server);
    return files
        .read(key)
        .map(login -> login.with(asked.wanting(login.asked().wanted())))
        .orElse(new Login(asked, null, null));
  }

  private static int registered(Login before) {
    return before.client() == null ? 0 : before.client().redirectPort();
  }

  /** The plan's, or those the server names; what it missed before; and what lets us renew. */
  private static List<String> scopes(Login before, Found found) {
    McpServer.OAuth planned = before.asked().oauth();
    boolean said = planned != null && !planned.scopes().isEmpty();
    Set<String> scopes = new LinkedHashSet<>(said ? planned.scopes() : found.scopes());
    if (!before.asked().wanted().isEmpty()) {
      if (before.grant() != null) {
        scopes.addAll(before.grant().scopes());
      }
      scopes.addAll(before.asked().wanted());
    }
    if (!scopes.isEmpty() && found.lists(OFFLINE)) {
      scopes.add(OFFLINE);
    }
    return List.copyOf(scopes);
  }

  private static URI question(
      Login login, Found found, URI redirect, List<String> scopes, State state, CodeVerifier pkce) {
    var request =
        new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(login.client().id()))
            .endpointURI(found.authority().getAuthorizationEndpointURI())
            .redirectionURI(redirect)
            .state(state)
            .codeChallenge(pkce, CodeChallengeMethod.S256)
            .resource(found.resource());
    if (!scopes.isEmpty()) {
      request.scope(new Scope(scopes.toArray(String[]::new)));
    }
    if (scopes.contains(OFFLINE)) {
      request.prompt(new Prompt(Prompt.Type.CONSENT));
    }
    return request.build().toURI();
  }

  /** RFC 9207: an answer of another authority is a mix-up, and its code is not for this one. */
  private static AuthorizationSuccessResponse code(AuthorizationResponse told, Found found) {
    boolean named = told.getIssuer() != null;
    boolean must = found.authority().supportsAuthorizationResponseIssuerParam();
    if (named ? !told.getIssuer().equals(found.authority().getIssuer()) : must) {
      throw new LoginFailed("the answer is not from " + found.issuer() + ": it is not used");
    }
    if (!told.indicatesSuccess()) {
      throw new LoginFailed(
          found.issuer()
              + " did not grant it: "
              + LoginTokens.word(told.toErrorResponse().getErrorObject().getCode()));
    }
    AuthorizationSuccessResponse success = told.toSuccessResponse();
    if (success.getAuthorizationCode() == null) {
      throw new LoginFailed(found.issuer() + " answered without a code");
    }
    return success;
  }

  private static Login.Grant bare(Found found, List<String> scopes) {
    return new Login.Grant(
        found.resource(),
        found.issuer(),
        found.authority().getTokenEndpointURI(),
        found.authority().getRevocationEndpointURI(),
        null,
        null,
        null,
        null,
        scopes);
  }

  private Granted keep(String key, Login login, Login.Grant grant) {
    FileLocks.with(
        files.lock(key),
        () -> {
          files.write(key, new Login(login.asked().wanting(List.of()), login.client(), grant));
          return true;
        });
    return new Granted(
        login.asked().server(),
        grant.issuer(),
        grant.scopes(),
        grant.expiresAt(),
        grant.refreshToken() != null);
  }

  /**
   * Logs out: the server is told where it listens, and the file is deleted whatever it says.
   *
   * @return false when nobody was logged in
   */
  public boolean logout(McpServer server) {
    String key = LoginFiles.key(server.name(), addresses(server));
    return FileLocks.with(
        files.lock(key),
        () -> {
          Optional<Login> login = files.read(key);
          try {
            login.ifPresent(tokens::revoke);
          } catch (RuntimeException unheard) {
            // The token ends by itself; here it is gone at once.
          }
          return files.delete(key);
        });
  }
}
