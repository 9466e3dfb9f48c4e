package dev.muster.mcp.oauth;

import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** What sessions need to know of logins: the token of now, and what to do when it is refused. */
@Service
public class Logins {
  private static final int FORBIDDEN = 403;
  private final LoginFiles files;
  private final LoginTokens tokens;
  private final Secrets secrets;
  private final Clock clock;

  Logins(LoginFiles files, LoginTokens tokens, Secrets secrets, Clock clock) {
    this.files = files;
    this.tokens = tokens;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Why a server refused.
   *
   * @param byLogin whether a login may help; else its refusal is its last word
   */
  public record Refusal(boolean byLogin, String text) {}

  /** Throws {@link LoginNeeded} when the plan says that the server wants a login and none is. */
  public void require(McpServer server) {
    if (server.oauth() != null && !isPlain(server) && !isLoggedIn(server)) {
      note(server, List.of());
      throw needed(server, "needs a login");
    }
  }

  private boolean isLoggedIn(McpServer server) {
    return files.read(key(server)).filter(login -> login.grant() != null).isPresent();
  }

  /**
   * The token to send, renewed when it is due; empty when nobody has logged in.
   *
   * @throws LoginNeeded when the login has ended
   * @throws LoginFailed when it can be neither used nor renewed now
   */
  public Optional<String> bearer(McpServer server) {
    if (isPlain(server)) {
      return Optional.empty();
    }
    String key = key(server);
    Optional<Login> login = files.read(key);
    if (login.isEmpty() || login.get().grant() == null) {
      require(server);
      return Optional.empty();
    }
    Login.Grant grant = login.get().grant();
    return Optional.of(grant.isDue(clock.instant()) ? renewed(server, key, grant) : grant)
        .map(Login.Grant::accessToken);
  }

  /** A token that is due but not over is used on when nobody renews it now. */
  private Login.Grant renewed(McpServer server, String key, Login.Grant due) {
    Instant now = clock.instant();
    if (due.refreshToken() == null && !due.isOver(now)) {
      return due;
    }
    try {
      return renew(server, key, due.accessToken());
    } catch (LoginFailed unreachable) {
      if (due.isOver(now)) {
        throw unreachable;
      }
      return due;
    }
  }

  /**
   * After a 401: gets another token than the one that was refused.
   *
   * @return false when there is none to be had, and the refusal stands
   */
  public boolean renew(McpServer server, String refused) {
    if (isPlain(server) || refused == null) {
      return false;
    }
    renew(server, key(server), refused);
    return true;
  }

  /** One at a time; who waited finds the other's token and uses that. */
  private Login.Grant renew(McpServer server, String key, String used) {
    return FileLocks.with(
        files.lock(key),
        () -> {
          Login login =
              files
                  .read(key)
                  .filter(kept -> kept.grant() != null)
                  .orElseThrow(() -> needed(server, "needs a login"));
          return login.grant().accessToken().equals(used)
              ? replaced(server, key, login)
              : login.grant();
        });
  }

  private Login.Grant replaced(McpServer server, String key, Login login) {
    if (login.grant().refreshToken() == null && !login.grant().isOver(clock.instant())) {
      // Its time is not over: a server that stumbled once may take it again.
      throw needed(server, "refuses the login it gave");
    }
    var fresh = login.grant().refreshToken() == null ? ended(login) : refreshed(login);
    files.write(key, fresh);
    if (fresh.grant() == null) {
      throw needed(server, "needs a new login, the old one has ended");
    }
    return fresh.grant();
  }

  private Login refreshed(Login login) {
    try {
      return tokens.refresh(login).map(login::with).orElse(ended(login));
    } catch (LoginTokens.ClientUnknown forgotten) {
      return new Login(login.asked(), null, null);
    }
  }

  private static Login ended(Login login) {
    return new Login(login.asked(), login.client(), null);
  }

  /** Of a 401 or 403 that renewing did not help; empty when it has nothing to do with logins. */
  public Optional<Refusal> refused(McpServer server, int status, HttpHeaders answer) {
    Challenge challenge = Challenge.of(answer.allValues("WWW-Authenticate"));
    boolean known = server.oauth() != null || challenge.metadata() != null;
    if (isPlain(server) || (status == FORBIDDEN && !challenge.wantsMore())) {
      return Optional.empty();
    }
    if (!known && !isLoggedIn(server)) {
      return challenge.bearer() ? Optional.of(maybe(server, status)) : Optional.empty();
    }
    Set<String> missing = missing(server, challenge);
    if (challenge.wantsMore() && missing.isEmpty()) {
      return Optional.of(
          new Refusal(
              false, server.name() + " refuses although the login has all that it asks for"));
    }
    String why =
        challenge.wantsMore()
            ? "needs a login with more rights (" + String.join(" ", missing) + ")"
            : "needs a login";
    note(server, challenge.wantsMore() ? challenge.scopes() : List.of());
    return Optional.of(new Refusal(true, needed(server, why).getMessage()));
  }

  /** A bearer token is wanted; whether a login gives one is not said. */
  private Refusal maybe(McpServer server, int status) {
    note(server, List.of());
    String text = server.name() + " answered " + status + "; if it takes logins (OAuth): ";
    return new Refusal(true, text + "./muster login " + server.name());
  }

  private Set<String> missing(McpServer server, Challenge challenge) {
    Set<String> missing = new LinkedHashSet<>(challenge.scopes());
    files
        .read(key(server))
        .filter(login -> login.grant() != null)
        .ifPresent(login -> login.grant().scopes().forEach(missing::remove));
    return missing;
  }

  /** Kept, so that the person's command needs no plan and asks for what was missed. */
  private void note(McpServer server, List<String> wanted) {
    String key = key(server);
    FileLocks.with(
        files.lock(key),
        () -> {
          Login login = files.read(key).orElse(new Login(Login.asked(server), null, null));
          List<String> all = wanted.isEmpty() ? login.asked().wanted() : wanted;
          files.write(key, login.with(Login.asked(server).wanting(all)));
          return true;
        });
  }

  private static LoginNeeded needed(McpServer server, String why) {
    return new LoginNeeded(server.name() + " " + why + ": run ./muster login " + server.name());
  }

  /** A plan that names the header itself wants no login. */
  private static boolean isPlain(McpServer server) {
    return server.isStdio()
        || server.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
  }

  private String key(McpServer server) {
    return LoginFiles.key(server.name(), Addresses.named(server, secrets));
  }
}
