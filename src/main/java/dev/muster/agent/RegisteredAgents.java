package dev.muster.agent;

import dev.muster.evidence.Evidence;
import dev.muster.plan.Agent;
import dev.muster.plan.DeploymentPlans;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The registry, in {@code muster.agent_state}. */
@Service
class RegisteredAgents implements AgentRegistry {
  private final JdbcClient jdbc;
  private final DeploymentPlans plans;
  private final WatchBoard watches;
  private final Evidence evidence;
  private final Clock clock;

  RegisteredAgents(
      JdbcClient jdbc, DeploymentPlans plans, WatchBoard watches, Evidence evidence, Clock clock) {
    this.jdbc = jdbc;
    this.plans = plans;
    this.watches = watches;
    this.evidence = evidence;
    this.clock = clock;
  }

  @Override
  @Transactional
  public void register(String deploymentId) {
    int position = 0;
    for (Agent agent : plans.of(deploymentId).plan().agents().values()) {
      var status =
          agent.isTest() ? Status.TEST : agent.isAdopted() ? Status.ADOPTED : Status.PLANNED;
      jdbc.sql(
              "insert into muster.agent_state(deployment_id, agent, title, position, status)"
                  + " values (?, ?, ?, ?, ?) on conflict do nothing")
          .params(deploymentId, agent.name(), agent.title(), position++, status.name())
          .update();
      if (agent.isAdopted()) {
        watches.read(agent.watch());
      }
    }
  }

  @Override
  public List<Registered> of(String deploymentId) {
    return jdbc.sql("select * from muster.agent_state where deployment_id = ? order by position")
        .param(deploymentId)
        .query(RegisteredAgents::row)
        .list();
  }

  @Override
  public Optional<Registered> find(String deploymentId, String agent) {
    return jdbc.sql("select * from muster.agent_state where deployment_id = ? and agent = ?")
        .params(deploymentId, agent)
        .query(RegisteredAgents::row)
        .optional();
  }

  @Override
  @Transactional
  public void set(String deploymentId, String agent, Status status, String reason) {
    var ended = status != Status.PROVISIONING && status != Status.PLANNED;
    jdbc.sql(
            "update muster.agent_state set status = ?, reason = ?,"
                + " ended_at = case when ? then coalesce(ended_at, ?) end"
                + " where deployment_id = ? and agent = ?")
        .params(status.name(), reason, ended, now(), deploymentId, agent)
        .update();
    evidence.append(
        deploymentId,
        "agent-" + status.name().toLowerCase(java.util.Locale.ROOT),
        agent,
        Map.of("reason", reason));
  }

  /** A round of an agent's rollout: a new one, unless this visit has begun it already. */
  int startRound(String deploymentId, String phase, String agent, String visit) {
    return jdbc.sql(
            "update muster.agent_state set phase = ?, reason = '',"
                + " round = case when visit = ? then round else round + 1 end, visit = ?,"
                // What is measured again belongs to the same rollout: its clock goes on.
                + " started_at = case status when 'PROVISIONING' then started_at else ? end,"
                + " status = 'PROVISIONING', ended_at = null"
                + " where deployment_id = ? and agent = ? returning round")
        .params(phase, visit, visit, now(), deploymentId, agent)
        .query(Integer.class)
        .single();
  }

  @Override
  public String watched(String deploymentId, String agent) {
    return watches.read(plans.of(deploymentId).plan().agents().get(agent).watch());
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static Registered row(ResultSet row, int number) throws SQLException {
    return new Registered(
        row.getString("deployment_id"),
        row.getString("agent"),
        row.getString("title"),
        Status.valueOf(row.getString("status")),
        row.getString("phase"),
        row.getInt("round"),
        row.getString("reason"),
        instant(row, "started_at"),
        instant(row, "ended_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
