package dev.muster.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which model a whole run was given, in {@code muster.run}. */
@Repository
class GivenTable {
  private final JdbcClient jdbc;

  GivenTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Held until the transaction ends: two runs that are given away at once see each other. */
  void lock(Run run) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param(run.deploymentId() + "/" + run.agent())
        .query(row -> {});
  }

  /** Model to the runs of this agent's mix arm that it was given. */
  Map<String, Integer> runs(Run run) {
    var given = new LinkedHashMap<String, Integer>();
    jdbc.sql(
            "select chosen, count(*) as runs from muster.run where deployment_id = ? and agent = ?"
                + " and arm = 'mix' and chosen is not null group by chosen")
        .params(run.deploymentId(), run.agent())
        .query(
            row -> {
              given.put(row.getString("chosen"), row.getInt("runs"));
            });
    return given;
  }

  /** False when it has a model already. */
  boolean give(Run run, String model) {
    return jdbc.sql("update muster.run set chosen = ?, model = ? where id = ? and chosen is null")
            .params(model, model, run.id())
            .update()
        == 1;
  }

  /** In place of the one that it had. */
  void replace(Run run, String model) {
    jdbc.sql("update muster.run set chosen = ?, model = ? where id = ?")
        .params(model, model, run.id())
        .update();
  }

  Optional<String> of(String runId) {
    return jdbc.sql("select chosen from muster.run where id = ? and chosen is not null")
        .param(runId)
        .query(String.class)
        .optional();
  }
}
