package dev.muster.plan;

import java.util.List;
import java.util.Map;

/**
 * An MCP server of the catalogue: a stdio command, or a streamable HTTP url.
 *
 * @param command null for HTTP
 * @param args may hold references
 * @param env values are references or plain text
 * @param url null for stdio; may hold references
 * @param headers values may hold references
 * @param expect what tools/list should show
 * @param idempotentTools tools that may be sent again after a crash
 * @param readOnlyTools tools that change nothing
 * @param authHint how a person gets the credentials, shown in "Provide credentials"; may be null
 * @param standIn true when this stands in for the real server (a rehearsal says so in its report)
 * @param timeoutSeconds for each probe rung and each call
 */
public record McpServer(
    String name,
    String command,
    List<String> args,
    Map<String, String> env,
    String url,
    Map<String, String> headers,
    Expectation expect,
    List<String> idempotentTools,
    List<String> readOnlyTools,
    String authHint,
    boolean standIn,
    int timeoutSeconds) {

  /** Whether the server is started as a process. */
  public boolean isStdio() {
    return command != null;
  }

  /**
   * What tools/list should show: a count, names, both, or neither ({@code unknown}: at least one
   * tool).
   *
   * @param count null when not stated
   * @param names empty when not stated
   */
  public record Expectation(Integer count, List<String> names) {

    /** Nothing is known but that there is a tool. */
    public boolean isUnknown() {
      return count == null && names.isEmpty();
    }
  }
}
