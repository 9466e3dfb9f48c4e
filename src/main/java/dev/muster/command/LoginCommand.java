package dev.muster.command;

import dev.muster.mcp.oauth.LoginFailed;
import dev.muster.mcp.oauth.LoginFlow;
import dev.muster.mcp.oauth.LoginFlow.Granted;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Logs Muster in at a remote MCP server; the person decides in a browser. */
@Command(
    name = "login",
    description =
        "Logs Muster in at a remote MCP server (OAuth), beside a running Muster or without one.",
    mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Parameters(paramLabel = "SERVER", description = "its name in the plan")
  private String server;

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "the plan file; default: what Muster noted when it asked for the login")
  private Path plan;

  @Option(names = "--no-browser", description = "only prints the address")
  private boolean noBrowser;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "where the browser comes back to on 127.0.0.1; default: any")
  private int port;

  @Override
  public Integer call() {
    var stop = new Thread(LoginCommand::stopped, "muster-login-stopped");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      tell(LoginRooms.with(this::login));
      return MusterCommand.DONE;
    } catch (LoginFailed failed) {
      System.err.println("muster: " + server + ": " + failed.getMessage());
      return MusterCommand.FAILED;
    } finally {
      forget(stop);
    }
  }

  private Granted login(LoginFlow logins) {
    return logins.login(LoginRooms.server(logins, server, plan), port, LONGEST, this::show);
  }

  private void show(URI address) {
    System.out.println("Open this address in a browser on this machine, and decide there:");
    System.out.println("  " + address);
    System.out.println(
        "Waiting for the answer, at most " + LONGEST.toMinutes() + " minutes; Ctrl-C stops.");
    if (!noBrowser) {
      Browser.open(address);
    }
  }

  private static void tell(Granted granted) {
    System.out.println("Logged in: " + granted.server() + " at " + granted.issuer());
    System.out.println(
        "  granted: "
            + (granted.scopes().isEmpty() ? "no scope named" : String.join(" ", granted.scopes())));
    System.out.println(
        "  until:   "
            + (granted.until() == null ? "the server does not say" : granted.until())
            + (granted.renewed() ? ", then Muster renews it" : ", then log in again"));
  }

  /** By Ctrl-C: the code of a signal can only be changed by halting. */
  private static void stopped() {
    System.err.println("muster: stopped, nobody was logged in");
    Runtime.getRuntime().halt(MusterCommand.WAITING);
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException ending) {
      // It is running.
    }
  }
}
