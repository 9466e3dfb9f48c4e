package dev.muster.command;

import dev.muster.mcp.oauth.LoginFailed;
import dev.muster.mcp.oauth.LoginFlow;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a login of Muster's. */
@Command(
    name = "logout",
    description = "Ends a login at a remote MCP server and deletes what is kept of it.",
    mixinStandardHelpOptions = true)
final class LogoutCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SERVER", description = "its name in the plan")
  private String server;

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "the plan file; default: the login that is kept under this name")
  private Path plan;

  @Override
  public Integer call() {
    try {
      boolean ended = LoginRooms.with(this::logout);
      System.out.println(ended ? "Logged out: " + server : server + ": nobody was logged in");
      return MusterCommand.DONE;
    } catch (LoginFailed failed) {
      System.err.println("muster: " + server + ": " + failed.getMessage());
      return MusterCommand.FAILED;
    }
  }

  private boolean logout(LoginFlow logins) {
    return logins.logout(LoginRooms.server(logins, server, plan));
  }
}
