package dev.muster.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.routing_decision}. */
@Repository
class DecisionTable implements Decisions {
  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  DecisionTable(JdbcClient jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /** Held until the transaction ends: whoever chooses for this agent next sees this choice. */
  void lock(String deploymentId, String agent) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 52))")
        .param(deploymentId + '/' + agent)
        .query(row -> {});
  }

  /** What was decided of a turn that nobody answers counts no more. */
  void unsent(Turn turn) {
    jdbc.sql("update muster.routing_decision set counts = false where run_id = ? and turn = ?")
        .params(turn.runId(), turn.number())
        .update();
  }

  void add(Turn turn, Decision d) {
    unsent(turn);
    jdbc.sql(
            "insert into muster.routing_decision(deployment_id, run_id, agent, arm, turn, rule,"
                + " chosen, fallback_from, cause, reason, shares, candidates, decided_at)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)")
        .param(turn.deploymentId())
        .param(turn.runId())
        .param(turn.agentName())
        .param(turn.arm())
        .param(turn.number())
        .param(d.rule())
        .param(d.chosen())
        .param(d.fallbackFrom())
        .param(d.cause())
        .param(d.reason())
        .param(d.shares())
        .param(write(d.candidates()))
        .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .update();
  }

  @Override
  public List<Decision> of(String deploymentId, String runId) {
    return jdbc.sql(
            "select * from muster.routing_decision where deployment_id = ? and run_id = ?"
                + " order by id")
        .params(deploymentId, runId)
        .query(this::row)
        .list();
  }

  /** The decision that stands for a turn. */
  Optional<Decision> of(Turn turn) {
    return standing(turn).stream().filter(d -> d.turn() == turn.number()).findFirst();
  }

  /** The decisions of a run that no fallback replaced. */
  List<Decision> standing(Turn turn) {
    return of(turn.deploymentId(), turn.runId()).stream().filter(Decision::counts).toList();
  }

  /** The models that this turn was taken from already. */
  List<String> failed(Turn turn) {
    return of(turn.deploymentId(), turn.runId()).stream()
        .filter(d -> d.turn() == turn.number() && d.fallbackFrom() != null)
        .map(Decision::fallbackFrom)
        .toList();
  }

  /** Turns of the agent's mix arm by model; a run that was given as a whole is no turn. */
  Map<String, Long> turns(String deploymentId, String agent) {
    return counted(
        "select chosen, count(*) as had from muster.routing_decision"
            + " where deployment_id = ? and agent = ? and arm = 'mix' and counts"
            + " and turn >= 0 group by chosen",
        deploymentId,
        agent);
  }

  /** Runs of the agent's mix arm by the model that they came to. */
  Map<String, Long> runs(String deploymentId, String agent) {
    return counted(
        "select chosen, count(*) as had from (select distinct on (run_id) chosen"
            + " from muster.routing_decision where deployment_id = ? and agent = ? and arm = 'mix'"
            + " and counts order by run_id, turn desc) run group by chosen",
        deploymentId,
        agent);
  }

  private Map<String, Long> counted(String sql, String deploymentId, String agent) {
    var counted = new LinkedHashMap<String, Long>();
    jdbc.sql(sql)
        .params(deploymentId, agent)
        .query(
            row -> {
              counted.put(row.getString("chosen"), row.getLong("had"));
            });
    return counted;
  }

  private Decision row(ResultSet row, int number) throws SQLException {
    return new Decision(
        row.getString("run_id"),
        row.getInt("turn"),
        row.getString("rule"),
        row.getString("chosen"),
        row.getString("fallback_from"),
        row.getString("cause"),
        row.getString("reason"),
        row.getString("shares"),
        read(row.getString("candidates")),
        row.getBoolean("counts"),
        row.getObject("decided_at", OffsetDateTime.class).toInstant());
  }

  private String write(List<Candidate> candidates) {
    try {
      return json.writeValueAsString(candidates);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("candidates are plain data", e);
    }
  }

  private List<Candidate> read(String candidates) {
    try {
      return json.readValue(candidates, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recorded decision cannot be read", e);
    }
  }
}
