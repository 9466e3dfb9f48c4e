package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.mcp.McpSessions.Called;
import dev.muster.mcp.McpSessions.Tool;
import dev.muster.plan.McpServer;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One session with one server, from its start to its end. */
final class Connection {
  private static final int MAX_PAGES = 100;
  private static final int MAX_TOOLS = 2000;
  private final McpServer server;
  private final McpSyncClient client;
  private final StdioTransport stdio;
  private final Failures failures;
  private final Content content;

  /**
   * @param stdio null over HTTP
   */
  Connection(
      McpServer server,
      McpSyncClient client,
      StdioTransport stdio,
      Failures failures,
      Content content) {
    this.server = server;
    this.client = client;
    this.stdio = stdio;
    this.failures = failures;
    this.content = content;
  }

  /** Gives the name and version that the server told. */
  String initialize() {
    var info = guarded("initialize", client::initialize).serverInfo();
    return info == null ? "" : info.name() + " " + info.version();
  }

  /** All pages. Empty when the server says that it has no tools. */
  List<Tool> tools() {
    return guarded("tools/list", this::listTools);
  }

  private List<Tool> listTools() {
    List<Tool> tools = new ArrayList<>();
    if (client.getServerCapabilities().tools() == null) {
      return tools;
    }
    String cursor = null;
    for (int page = 0; page < MAX_PAGES && tools.size() < MAX_TOOLS; page++) {
      McpSchema.ListToolsResult result = client.listTools(cursor);
      result.tools().forEach(tool -> tools.add(content.tool(tool)));
      cursor = result.nextCursor();
      if (cursor == null || cursor.isEmpty()) {
        return tools;
      }
    }
    throw new McpFailure(
        McpFailure.Kind.FAILED, server.name() + ": tools/list does not come to an end", null);
  }

  /** An error that the server answers with is the tool's; one of the wire is thrown. */
  Called call(String tool, JsonNode arguments) {
    return guarded(
        "tools/call " + tool,
        () -> {
          try {
            return content.called(
                client.callTool(
                    McpSchema.CallToolRequest.builder(tool)
                        .arguments(content.map(arguments))
                        .build()));
          } catch (McpError answered) {
            if (isEnded()) {
              throw answered;
            }
            return content.error(answered.getMessage());
          }
        });
  }

  /** Whether nothing will ever be answered any more. */
  boolean isEnded() {
    return stdio != null && stdio.obituary() != null;
  }

  /** Lines on stdout that were no message; 0 over HTTP. */
  long noise() {
    return stdio == null ? 0 : stdio.noise();
  }

  void close() {
    try {
      if (stdio == null) {
        client.closeGracefully();
      } else {
        client.close();
      }
    } catch (RuntimeException alreadyGone) {
      // Nothing is left to say goodbye to.
    } finally {
      if (stdio != null) {
        stdio.close();
      }
    }
  }

  private <T> T guarded(String step, Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      throw failures.of(server, step, e, stdio);
    }
  }
}
