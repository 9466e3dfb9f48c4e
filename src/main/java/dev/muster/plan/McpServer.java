package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
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
 * @param cwd where the command is started, may hold references; null: the home
 * @param tools which of its tools clients and Muster's own agents may use; null: all
 * @param clientSeconds the plan's own word about {@code timeoutSeconds}, which clients are told as
 *     well; null: it says none, and clients keep their own limit
 * @param canary a call that changes nothing and shows that the server works; null: none
 * @param oauth how to log in, for a server that asks for it; null: nothing is said
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
    int timeoutSeconds,
    // Left out of the canonical JSON when not given: plans that were frozen before keep their
    // digest.
    @JsonInclude(Include.NON_NULL) String cwd,
    @JsonInclude(Include.NON_NULL) Tools tools,
    @JsonInclude(Include.NON_NULL) Integer clientSeconds,
    @JsonInclude(Include.NON_NULL) Canary canary,
    @JsonInclude(Include.NON_NULL) OAuth oauth) {

  /** A server that clients get without limits of their own. */
  public McpServer(
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
    this(
        name,
        command,
        args,
        env,
        url,
        headers,
        expect,
        idempotentTools,
        readOnlyTools,
        authHint,
        standIn,
        timeoutSeconds,
        null,
        null,
        null,
        null,
        null);
  }

  /** Whether the server is started as a process. */
  public boolean isStdio() {
    return command != null;
  }

  /**
   * Where the command is started, with this home for a leading {@code ~} and for {@code ${HOME}}:
   * no shell reads it, so nothing else would expand them. Other references stay.
   */
  public String cwdBelow(String home) {
    return cwd.replaceFirst("^~(?=/|$)", "\\${HOME}").replace("${HOME}", home);
  }

  /** Whether this tool may be used at all. */
  public boolean lets(String tool) {
    return tools == null
        || ((tools.allow().isEmpty() || tools.allow().contains(tool))
            && !tools.deny().contains(tool));
  }

  /** The server with these tools and no others, without rules. */
  public McpServer limitedTo(List<String> only) {
    return new McpServer(
        name,
        command,
        args,
        env,
        url,
        headers,
        expect,
        idempotentTools,
        readOnlyTools,
        authHint,
        standIn,
        timeoutSeconds,
        cwd,
        new Tools(only, List.of()),
        clientSeconds,
        canary,
        oauth);
  }

  /**
   * Which tools may be used: those of {@code allow}, or all when it is empty, without those of
   * {@code deny}; and with which arguments.
   */
  public record Tools(
      List<String> allow, List<String> deny, @JsonInclude(Include.NON_EMPTY) List<Rule> rules) {

    /** Plans that were frozen before there were rules have none. */
    public Tools {
      rules = rules == null ? List.of() : rules;
    }

    /** Tools without rules. */
    public Tools(List<String> allow, List<String> deny) {
      this(allow, deny, List.of());
    }
  }

  /**
   * What an argument of a tool must look like; a call without it is refused.
   *
   * @param argument its name, at the top level
   * @param matches a regular expression in RE2's syntax that it must match as a whole
   */
  public record Rule(String tool, String argument, String matches) {}

  /**
   * A call of a read-only tool that each probe makes.
   *
   * @param arguments an object, empty when none are given
   * @param contains what the answer must hold; null: any answer without error will do
   */
  public record Canary(
      String tool, JsonNode arguments, @JsonInclude(Include.NON_NULL) String contains) {}

  /**
   * How a person logs in.
   *
   * @param clientId null when the server registers clients by itself
   * @param clientSecret a reference; null for a public client
   * @param scopes those to ask for; empty: those that the server names
   */
  public record OAuth(
      @JsonInclude(Include.NON_NULL) String clientId,
      @JsonInclude(Include.NON_NULL) String clientSecret,
      List<String> scopes) {}

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
