package dev.muster.client;

import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What stands in a client's file for the plan's references. */
@Component
class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");
  private static final String APART = "MUSTER_SERVER_";
  private final Secrets secrets;

  References(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Places become addresses; secrets stay references, which the client expands itself. */
  String kept(String text) {
    return secrets.resolvePlaces(text);
  }

  /**
   * For a client that would hand the reference on as it stands.
   *
   * @throws dev.muster.secret.SecretMissing which a person can mend, unlike what is Unreadable
   */
  String unexpanded(Client client, String text) {
    return inClear(
        client, text, "use env instead, or set resolveSecrets to have the value written in clear");
  }

  /** The same where nothing at all is expanded in the file of a session, which ends with it. */
  String unexpandedInSession(Client client, String text) {
    return inClear(
        client,
        text,
        "set resolveSecrets at this client to have the value written in clear into the home of"
            + " each session, or leave the server to other models");
  }

  private String inClear(Client client, String text, String mend) {
    String placed = secrets.resolvePlaces(text);
    if (!REFERENCE.matcher(placed).find()) {
      return placed;
    }
    if (!client.resolveSecrets()) {
      throw new Unreadable(client.name() + " does not expand " + placed + ": " + mend);
    }
    return secrets.resolve(placed);
  }

  /**
   * As {@link #kept}, under names that no CLI reads for itself: a session's CLI has its own key and
   * its servers' secrets in one environment, and neither may be taken for the other.
   */
  String apart(String text) {
    return REFERENCE.matcher(kept(text)).replaceAll(r -> "\\${" + APART + name(r.group()) + "}");
  }

  /** Name and value of what {@link #apart} refers to. */
  Map<String, String> valuesApart(McpServer server) {
    Map<String, String> values = new TreeMap<>();
    values(server).forEach((name, value) -> values.put(APART + name, value));
    return values;
  }

  private static String name(String reference) {
    return reference.substring(2, reference.length() - 1);
  }

  /** Name and value of all secrets that a server's entry refers to and that have one now. */
  Map<String, String> values(McpServer server) {
    Map<String, String> values = new TreeMap<>();
    Stream.of(
            Stream.ofNullable(server.command()),
            Stream.ofNullable(server.url()),
            Stream.ofNullable(server.cwd()),
            server.args().stream(),
            server.env().values().stream(),
            server.headers().values().stream())
        .flatMap(text -> text)
        .flatMap(text -> REFERENCE.matcher(secrets.resolvePlaces(text)).results())
        .map(MatchResult::group)
        .filter(reference -> secrets.missing(reference).isEmpty())
        .forEach(reference -> values.put(name(reference), secrets.resolve(reference)));
    return values;
  }

  /** The folder below which everything of this client is: the user's home, or the project. */
  Path home(Client client) {
    String home = client.home() == null ? "~" : client.home();
    return folder(client.project() == null ? home : client.project());
  }

  private Path folder(String given) {
    String user = System.getProperty("user.home");
    // Not as a reference: what was resolved is redacted, and a home folder is no secret.
    String placed = secrets.resolvePlaces(given.replace("${HOME}", user));
    return placed.equals("~") || placed.startsWith("~/")
        ? Path.of(user + placed.substring(1))
        : Path.of(REFERENCE.matcher(placed).find() ? secrets.resolve(placed) : placed)
            .toAbsolutePath();
  }
}
