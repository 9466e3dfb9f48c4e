package dev.muster.mcp;

import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.OAuth;
import dev.muster.secret.Secrets;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Finds out, before anything is started, whether a server can be started at all. */
@Component
class Launches {
  private static final Set<String> NODE = Set.of("node", "npx", "npm");
  private static final String INSTALL =
      ". Mend: install it for the user who runs Muster, or correct its command in the plan";

  private final Secrets secrets;

  Launches(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Throws NEEDS_AUTH when a reference of the server has no value now. */
  void requireReferences(McpServer server) {
    Set<String> missing = new LinkedHashSet<>();
    texts(server).forEach(text -> missing.addAll(secrets.missing(text)));
    if (!missing.isEmpty()) {
      String hint = server.authHint() == null ? "" : ". " + server.authHint();
      throw new McpFailure(
          Kind.NEEDS_AUTH,
          server.name()
              + " needs "
              + String.join(", ", missing)
              + ": set it in the environment or in "
              + secrets.file()
              + " (mode 0600)"
              + hint,
          null);
    }
  }

  Launch of(McpServer server) {
    requireReferences(server);
    Map<String, String> env = environment(server);
    List<String> command = new ArrayList<>();
    Path folder = folder(server);
    command.add(program(folder, secrets.resolve(server.command()), env.get("PATH")).toString());
    server.args().forEach(arg -> command.add(secrets.resolve(arg)));
    return new Launch(server.name(), List.copyOf(command), env, folder, secrets::redact);
  }

  private Path folder(McpServer server) {
    if (server.cwd() == null) {
      return home();
    }
    Path folder = Path.of(secrets.resolve(server.cwdBelow(home().toString())));
    if (!Files.isDirectory(folder)) {
      throw missing(
          "its working directory " + folder + " is not there. Mend: create it, or correct cwd");
    }
    return folder;
  }

  private Map<String, String> environment(McpServer server) {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    env.put("HOME", home().toString());
    server.env().forEach((name, value) -> env.put(name, secrets.resolve(value)));
    return env;
  }

  private static Path program(Path folder, String command, String path) {
    if (command.contains(File.separator)) {
      Path program = folder.resolve(command);
      if (!Files.isExecutable(program) || Files.isDirectory(program)) {
        throw missing(command + " is not there or cannot be executed" + INSTALL);
      }
      return program;
    }
    return Stream.of(path.split(File.pathSeparator))
        .filter(place -> !place.isBlank())
        .map(place -> Path.of(place).resolve(command))
        .filter(p -> Files.isExecutable(p) && !Files.isDirectory(p))
        .findFirst()
        .orElseThrow(
            () ->
                missing(
                    NODE.contains(command)
                        ? "Node.js is missing: "
                            + command
                            + " is not on the PATH. Mend: install Node 20"
                        : command + " is not on the PATH" + INSTALL));
  }

  private static McpFailure missing(String what) {
    return new McpFailure(Kind.OFFLINE, what, null);
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  private static Stream<String> texts(McpServer server) {
    return Stream.of(
            Stream.ofNullable(server.command()),
            Stream.ofNullable(server.url()),
            Stream.ofNullable(server.cwd()).map(cwd -> cwd.replace("${HOME}", "")),
            server.args().stream(),
            server.env().values().stream(),
            Stream.ofNullable(server.oauth()).map(OAuth::clientSecret).filter(Objects::nonNull),
            server.headers().values().stream())
        .flatMap(s -> s);
  }
}
