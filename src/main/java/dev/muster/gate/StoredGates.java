package dev.muster.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Evidence;
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

/** Gates in the database; the rules themselves are in gates.dmn. */
@Service
class StoredGates implements Gates {
  private static final String COLUMNS =
      "deployment_id, gate, subject, round, verdict, judged, evidence, waived_by_second, judged_at";
  private static final TypeReference<List<Judged>> JUDGED = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final Ruler ruler;
  private final Evidence evidence;
  private final ObjectMapper json;
  private final Clock clock;

  StoredGates(JdbcClient jdbc, Ruler ruler, Evidence evidence, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.ruler = ruler;
    this.evidence = evidence;
    this.json = json;
    this.clock = clock;
  }

  @Override
  @Transactional
  public GateResult judge(
      String deploymentId,
      String gate,
      String subject,
      List<Measurement> measurements,
      String visit) {
    return judged(deploymentId, gate, subject, visit)
        .orElseGet(() -> fresh(deploymentId, gate, subject, measurements, visit));
  }

  private Optional<GateResult> judged(
      String deploymentId, String gate, String subject, String visit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from muster.gate_result where deployment_id = ? and gate = ? and subject = ?"
                + " and visit = ?")
        .params(deploymentId, gate, subject, visit)
        .query(this::row)
        .optional();
  }

  private GateResult fresh(
      String deploymentId,
      String gate,
      String subject,
      List<Measurement> measurements,
      String visit) {
    var round = newest(deploymentId, gate, subject).map(GateResult::round).orElse(0) + 1;
    var result = ruler.rule(deploymentId, gate, subject, round, measurements, clock.instant());
    jdbc.sql(
            "insert into muster.gate_result(deployment_id, gate, subject, round, verdict, judged,"
                + " evidence, judged_at, visit) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)")
        .params(
            deploymentId,
            gate,
            subject,
            round,
            result.verdict().name(),
            write(result.judged()),
            result.evidence(),
            OffsetDateTime.ofInstant(result.at(), ZoneOffset.UTC),
            visit)
        .update();
    evidence.append(deploymentId, "gate-judged", label(gate, subject), result);
    return result;
  }

  @Override
  public GateResult evaluate(
      String deploymentId, String gate, String subject, List<Measurement> measurements) {
    return ruler.rule(deploymentId, gate, subject, 0, measurements, clock.instant());
  }

  @Override
  public Optional<GateResult> newest(String deploymentId, String gate, String subject) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from muster.gate_result where deployment_id = ? and gate = ? and subject = ?"
                + " order by id desc limit 1")
        .params(deploymentId, gate, subject)
        .query(this::row)
        .optional();
  }

  @Override
  public List<GateResult> all(String deploymentId) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from (select distinct on (gate, subject) * from muster.gate_result"
                + " where deployment_id = ? order by gate, subject, id desc) newest order by id")
        .param(deploymentId)
        .query(this::row)
        .list();
  }

  @Override
  @Transactional
  public void waive(String deploymentId, String gate, String subject, String first, String second) {
    if (first.equals(second)) {
      throw new IllegalArgumentException("a waiver needs two approvers, both are " + first);
    }
    var updated =
        jdbc.sql(
                "update muster.gate_result set waived_by_first = ?, waived_by_second = ?"
                    + " where id = (select max(id) from muster.gate_result where deployment_id = ?"
                    + " and gate = ? and subject = ?) and verdict = 'INCONCLUSIVE'")
            .params(first, second, deploymentId, gate, subject)
            .update();
    if (updated == 0) {
      throw new IllegalStateException("only an INCONCLUSIVE gate can be waived: " + gate);
    }
    evidence.append(
        deploymentId,
        "gate-waived",
        label(gate, subject),
        Map.of("first", first, "second", second));
  }

  private static String label(String gate, String subject) {
    return subject.isEmpty() ? gate : gate + " " + subject;
  }

  private GateResult row(ResultSet row, int number) throws SQLException {
    return new GateResult(
        row.getString("deployment_id"),
        row.getString("gate"),
        row.getString("subject"),
        row.getInt("round"),
        Verdict.valueOf(row.getString("verdict")),
        read(row.getString("judged")),
        row.getString("evidence"),
        row.getString("waived_by_second") != null,
        instant(row));
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getObject("judged_at", OffsetDateTime.class).toInstant();
  }

  private String write(List<Judged> judged) {
    try {
      return json.writeValueAsString(judged);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a gate's result cannot be written as JSON", e);
    }
  }

  private List<Judged> read(String judged) {
    try {
      return json.readValue(judged, JUDGED);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored gate result cannot be read", e);
    }
  }
}
