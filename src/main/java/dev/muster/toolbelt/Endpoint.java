package dev.muster.toolbelt;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.secret.Secrets;
import dev.muster.workspace.GitFailed;
import dev.muster.workspace.OutsideWorkspace;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of the toolbelt as MCP over streamable HTTP. It is stateless: every request carries
 * the run's token, so no session can be taken over and none is lost by a restart.
 */
final class Endpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final int MOST_REQUEST_BYTES = 8 << 20;
  private static final int NOTE_BYTES = 512;
  private final ToolServer server;
  private final Supplier<RunContexts> runs;
  private final ToolThreads threads;
  private final Secrets secrets;
  private final HttpServletStatelessServerTransport transport;
  private final McpStatelessSyncServer mcp;

  Endpoint(
      ToolServer server,
      Supplier<RunContexts> runs,
      ToolThreads threads,
      Secrets secrets,
      ObjectMapper json) {
    this.server = server;
    this.runs = runs;
    this.threads = threads;
    this.secrets = secrets;
    var mapper = new JacksonMcpJsonMapper(json);
    this.transport =
        HttpServletStatelessServerTransport.builder()
            .jsonMapper(mapper)
            .messageEndpoint(path())
            .contextExtractor(
                request ->
                    McpTransportContext.create(Map.of(Door.RUN, request.getAttribute(Door.RUN))))
            .maxRequestSize(MOST_REQUEST_BYTES)
            .build();
    this.mcp =
        McpServer.sync(transport)
            .serverInfo("muster-" + server.name(), "1")
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            .jsonMapper(mapper)
            .validateToolInputs(false)
            .immediateExecution(true)
            .tools(server.tools().stream().map(this::specification).toList())
            .build();
  }

  ToolServer server() {
    return server;
  }

  String path() {
    return "/" + server.name() + "/mcp";
  }

  HttpServlet servlet() {
    return transport;
  }

  private SyncToolSpecification specification(Tool tool) {
    var hints =
        McpSchema.ToolAnnotations.builder()
            .readOnlyHint(tool.readsOnly())
            .idempotentHint(tool.idempotent())
            .build();
    var shown =
        McpSchema.Tool.builder(tool.name(), tool.parameters().schema())
            .description(tool.description())
            .annotations(hints)
            .build();
    return new SyncToolSpecification(shown, (context, request) -> call(tool, context, request));
  }

  private CallToolResult call(Tool tool, McpTransportContext context, CallToolRequest request) {
    var runId = (String) context.get(Door.RUN);
    try {
      return result(answer(tool, runId, request), false);
    } catch (ToolFailed | OutsideWorkspace | GitFailed expected) {
      return result(expected.getMessage(), true);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return result("the toolbelt is stopping", true);
    } catch (Exception failed) {
      LOG.warn("{} {} failed for run {}", server.name(), tool.name(), runId, failed);
      return result(tool.name() + " failed: " + firstLine(failed), true);
    }
  }

  private String answer(Tool tool, String runId, CallToolRequest request) throws Exception {
    var run =
        runs.get()
            .find(runId)
            .orElseThrow(() -> new ToolFailed("run " + runId + " may not use tools now"));
    var arguments = new Arguments(tool.parameters(), request.arguments());
    var text = threads.run(() -> tool.body().run(run, arguments), server.limit(run.limits()));
    return Cut.to(text, run.limits().outputBytes() + NOTE_BYTES);
  }

  private static String firstLine(Exception failed) {
    var message =
        failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    return message.lines().findFirst().orElse("failed");
  }

  private CallToolResult result(String text, boolean error) {
    return CallToolResult.builder().addTextContent(secrets.redact(text)).isError(error).build();
  }

  @Override
  public void close() {
    mcp.close();
  }
}
