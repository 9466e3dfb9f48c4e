package dev.muster.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.plan.McpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.util.Map;

/** The SDK as it comes, for comparison. */
final class RawClient implements AutoCloseable {
  private static final McpJsonMapper JSON =
      new JacksonMcpJsonMapper(
          JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());
  private final McpSyncClient client;

  private RawClient(McpClientTransport transport) {
    client = McpClient.sync(transport).build();
    client.initialize();
  }

  static RawClient of(McpServer server) {
    return new RawClient(server.isStdio() ? stdio(server) : http(server));
  }

  private static McpClientTransport stdio(McpServer server) {
    return new StdioClientTransport(
        ServerParameters.builder(server.command()).args(server.args()).build(), JSON);
  }

  private static McpClientTransport http(McpServer server) {
    URI uri = URI.create(server.url());
    return HttpClientStreamableHttpTransport.builder(uri.getScheme() + "://" + uri.getAuthority())
        .endpoint(uri.getRawPath())
        .jsonMapper(JSON)
        .build();
  }

  void call(String tool, Map<String, Object> arguments) {
    client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
  }

  @Override
  public void close() {
    client.closeGracefully();
  }
}
