package dev.muster.plan;

import java.util.List;
import java.util.Map;

/**
 * Limits of the MCP servers that Muster ships.
 *
 * @param commands execution's allow-list: name to program and fixed leading arguments
 * @param commandSeconds time limit of one command
 * @param outputBytes of one command or answer at most
 * @param webAllow URL prefixes that web may GET, may hold references
 * @param apis name to OpenAPI document URL of a loopback service, may hold references
 */
public record Toolbelt(
    Map<String, List<String>> commands,
    int commandSeconds,
    int outputBytes,
    List<String> webAllow,
    Map<String, String> apis) {

  /** The servers of the toolbelt. */
  public static final List<String> SERVERS =
      List.of("filesystem", "git", "execution", "database", "web", "sessions", "apis");
}
