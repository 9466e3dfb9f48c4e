package dev.muster.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.muster.model.ToolSpec;
import dev.muster.tokens.Tokens;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.tool_offer}. */
@Repository
class OfferTable implements OfferedTools {
  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Clock clock;
  private final Tokens tokens = new Tokens();

  OfferTable(JdbcClient jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /** Rows are written in one order: runs of one agent side by side never wait in a circle. */
  @Override
  public void keep(String runId, List<ToolSpec> offered) {
    var rows = json.createArrayNode();
    offered.forEach(tool -> add(rows, tool));
    jdbc.sql(
            """
            insert into muster.tool_offer (deployment_id, agent, server, tool, tokens, offered_at)
            select r.deployment_id, r.agent, o.server, o.tool, o.tokens, :now
            from muster.run r, jsonb_to_recordset(:rows::jsonb) as o(server text, tool text, tokens int)
            where r.id = :run
            order by o.server, o.tool
            on conflict (deployment_id, agent, server, tool)
            do update set tokens = excluded.tokens, offered_at = excluded.offered_at
            """)
        .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .param("rows", rows.toString())
        .param("run", runId)
        .update();
  }

  private void add(ArrayNode rows, ToolSpec tool) {
    var named = AgentTools.Named.of(tool.name());
    rows.addObject()
        .put("server", named.server())
        .put("tool", named.tool())
        .put("tokens", tokens.count(tool.definition()));
  }

  @Override
  public List<Offered> of(String deploymentId) {
    return jdbc.sql(
            "select agent, server, tool, tokens from muster.tool_offer where deployment_id = ?"
                + " order by agent, server, tool")
        .param(deploymentId)
        .query(
            (row, number) ->
                new Offered(
                    row.getString("agent"),
                    row.getString("server"),
                    row.getString("tool"),
                    row.getInt("tokens")))
        .list();
  }
}
