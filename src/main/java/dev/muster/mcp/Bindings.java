package dev.muster.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.Rung;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Every probe of every binding. */
@Repository
class Bindings {
  private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
  private static final TypeReference<List<StoredRung>> RUNGS = new TypeReference<>() {};
  private final JdbcClient jdbc;
  private final ObjectMapper json;

  /** Durations are seconds in JSON. */
  private record StoredRung(
      String name, boolean passed, Boolean taken, BigDecimal seconds, String note) {
    static StoredRung of(Rung rung) {
      return new StoredRung(
          rung.name(),
          rung.passed(),
          rung.taken(),
          BigDecimal.valueOf(rung.took().toNanos(), 9).stripTrailingZeros(),
          rung.note());
    }

    Rung rung() {
      long nanos = seconds.movePointRight(9).longValue();
      return new Rung(name, passed, !Boolean.FALSE.equals(taken), Duration.ofNanos(nanos), note);
    }
  }

  Bindings(JdbcClient jdbc, ObjectMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * @param toolLock null when tools/list was not answered
   */
  void add(BindingState s, String toolLock) {
    jdbc.sql(
            "insert into muster.binding (deployment_id, client, server, state, rungs, tools,"
                + " missing_tools, extra_tools, tool_lock, reason, probed_at) values (:dep,"
                + " :client, :server, :state, :rungs::jsonb, :tools::jsonb, :missing::jsonb,"
                + " :extra::jsonb, :lock, :reason, :at)")
        .param("dep", s.deploymentId())
        .param("client", s.binding().client())
        .param("server", s.binding().server())
        .param("state", s.state().name())
        .param("rungs", write(s.rungs().stream().map(StoredRung::of).toList()))
        .param("tools", s.tools() == null ? null : write(s.tools()), Types.VARCHAR)
        .param("missing", write(s.missingTools()))
        .param("extra", write(s.extraTools()))
        .param("lock", toolLock, Types.VARCHAR)
        .param("reason", s.reason(), Types.VARCHAR)
        .param("at", s.at().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** The newest state of each binding, in the order in which they were first probed. */
  List<BindingState> latest(String deploymentId) {
    return jdbc.sql(
            "select b.* from muster.binding b join (select min(id) first, max(id) last"
                + " from muster.binding where deployment_id = :dep group by client, server) n"
                + " on b.id = n.last order by n.first")
        .param("dep", deploymentId)
        .query((row, n) -> read(row))
        .list();
  }

  private BindingState read(ResultSet row) throws SQLException {
    String tools = row.getString("tools");
    return new BindingState(
        row.getString("deployment_id"),
        new Binding(row.getString("client"), row.getString("server")),
        State.valueOf(row.getString("state")),
        parse(row.getString("rungs"), RUNGS).stream().map(StoredRung::rung).toList(),
        tools == null ? null : parse(tools, NAMES),
        parse(row.getString("missing_tools"), NAMES),
        parse(row.getString("extra_tools"), NAMES),
        row.getString("reason"),
        row.getObject("probed_at", OffsetDateTime.class).toInstant());
  }

  private <T> T parse(String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("muster.binding holds no valid JSON", e);
    }
  }

  /** PostgreSQL's jsonb takes every character but NUL. */
  private String write(Object value) {
    try {
      return json.writeValueAsString(value).replace("\\u0000", "\\ufffd");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("lists are always writable", e);
    }
  }
}
