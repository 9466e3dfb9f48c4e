package dev.muster.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.secret.CleanTree;
import dev.muster.secret.Secrets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.tool_surface}: each surface once, by its hash. */
@Repository
class ToolSurfaces {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<McpSessions.Tool>> TOOLS = new TypeReference<>() {};
  private final JdbcClient jdbc;
  private final Clock clock;
  private final Secrets secrets;

  ToolSurfaces(JdbcClient jdbc, Clock clock, Secrets secrets) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.secrets = secrets;
  }

  /** Keeps the surface without our secrets; gives its hash, which is that of what was shown. */
  String keep(List<McpSessions.Tool> tools) {
    var hash = ToolLock.of(tools);
    var known = jdbc.sql("select count(*) from muster.tool_surface where hash = ?").param(hash);
    if (known.query(Long.class).single() == 0) {
      jdbc.sql(
              "insert into muster.tool_surface (hash, tools, seen_at) values (?, ?, ?)"
                  + " on conflict do nothing")
          .params(hash, write(redacted(tools)), clock.instant().atOffset(ZoneOffset.UTC))
          .update();
    }
    return hash;
  }

  List<McpSessions.Tool> of(String hash) {
    return jdbc.sql("select tools from muster.tool_surface where hash = ?")
        .param(hash)
        .query(String.class)
        .optional()
        .map(ToolSurfaces::read)
        .map(this::redacted)
        .orElse(List.of());
  }

  /** Again when it is read: what was kept may hold what became known as a secret later. */
  private List<McpSessions.Tool> redacted(List<McpSessions.Tool> tools) {
    return tools.stream()
        .map(
            tool ->
                new McpSessions.Tool(
                    secrets.redact(tool.name()),
                    secrets.redact(tool.description()),
                    CleanTree.of(tool.inputSchema(), secrets::redact)))
        .toList();
  }

  /** As JSON, NUL is written as an escape, which text columns take. */
  private static String write(List<McpSessions.Tool> tools) {
    try {
      return JSON.writeValueAsString(
          tools.stream().sorted(Comparator.comparing(McpSessions.Tool::name)).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is writable", e);
    }
  }

  private static List<McpSessions.Tool> read(String tools) {
    try {
      return JSON.readValue(tools, TOOLS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("muster.tool_surface holds no valid JSON", e);
    }
  }
}
