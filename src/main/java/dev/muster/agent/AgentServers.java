package dev.muster.agent;

import dev.muster.agent.Provisioning.Bound;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.agent_server}. */
@Repository
class AgentServers {
  private final JdbcClient jdbc;
  private final Clock clock;

  AgentServers(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void store(String deploymentId, List<Bound> bound) {
    var now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (var b : bound) {
      jdbc.sql(
              "insert into muster.agent_server(deployment_id, agent, server, answered, tools,"
                  + " reason, bound_at) values (?, ?, ?, ?, ?, ?, ?)"
                  + " on conflict (deployment_id, agent, server) do update set answered ="
                  + " excluded.answered, tools = excluded.tools, reason = excluded.reason,"
                  + " bound_at = excluded.bound_at")
          .params(deploymentId, b.agent(), b.server(), b.answered(), b.tools(), b.reason(), now)
          .update();
    }
  }

  List<Bound> of(String deploymentId, String agent) {
    return jdbc.sql(
            "select agent, server, answered, tools, reason from muster.agent_server"
                + " where deployment_id = ? and agent = ? order by server")
        .params(deploymentId, agent)
        .query(
            (row, number) ->
                new Bound(
                    row.getString("agent"),
                    row.getString("server"),
                    row.getBoolean("answered"),
                    row.getInt("tools"),
                    row.getString("reason")))
        .list();
  }
}
