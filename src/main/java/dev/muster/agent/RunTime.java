package dev.muster.agent;

import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How long runs worked, and how long they stood still. */
@Repository
class RunTime {
  private final JdbcClient jdbc;
  private final Clock clock;

  RunTime(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * How long the run stood still because no node ran it: what lies between the last sign of it and
   * the start of a node is counted once. Signs are what was said, begins and ends of sessions and
   * calls, and that it left the queue. Of a session that was at work when its node died, its last
   * call behind the gateway tells about when that was; one at its vendor shows nothing but its
   * start, so that what it worked then is counted as standing still.
   */
  long down(String id, Instant started) {
    jdbc.sql(
            "with last as (select r.id, greatest(r.opened_at, r.down_until,"
                + " (select max(m.said_at) from muster.message m where m.run_id = r.id),"
                + " (select max(greatest(s.started_at, s.ended_at)) from muster.session s"
                + " where s.run_id = r.id),"
                // A later life of the node writes when it found a call UNKNOWN.
                + " (select max(greatest(a.sent_at,"
                + " case when a.state <> 'UNKNOWN' then a.answered_at end)) from muster.attempt a"
                + " where a.purpose in ('turn', 'session') and a.subject = r.id)) as at"
                + " from muster.run r where r.opened_at < :start"
                + " and (r.down_until is null or r.down_until < :start) and r.id = :run)"
                + " update muster.run r set down_until = :start, down_millis = down_millis"
                + " + (extract(epoch from (:start - last.at)) * 1000)::bigint"
                + " from last where r.id = last.id and last.at < :start"
                // Again of the row itself: somebody else may have counted it meanwhile.
                + " and (r.down_until is null or r.down_until < :start)")
        .param("run", id)
        .param("start", at(started))
        .update();
    return down(id);
  }

  /** As counted until now. */
  long down(String id) {
    return jdbc.sql("select down_millis from muster.run where id = ?")
        .param(id)
        .query(Long.class)
        .single();
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  /**
   * How long the runs of a deployment worked, added up: without waiting for persons, for a
   * session's thread or for a node.
   *
   * @param phase null: of all phases
   * @param agent null: of all agents
   */
  double minutes(String deploymentId, String phase, String agent) {
    return jdbc.sql(
            "select coalesce(sum(extract(epoch from coalesce(closed_at, :now) - opened_at) / 60.0"
                + " - (waited_millis + down_millis) / 60000.0"
                + " - case when queued_since is null then 0 else extract(epoch from"
                + " coalesce(closed_at, :now) - greatest(queued_since, down_until)) / 60.0 end), 0)"
                + " from muster.run where deployment_id = :deployment"
                + " and (:phase::text is null or phase = :phase)"
                + " and (:agent::text is null or agent = :agent)")
        .param("now", at(clock.instant()))
        .param("deployment", deploymentId)
        .param("phase", phase, Types.VARCHAR)
        .param("agent", agent, Types.VARCHAR)
        .query(Double.class)
        .single();
  }

  /**
   * The minutes that sessions of other runs of the deployment may still work.
   *
   * @param phase null: of all phases
   * @param agent null: of all agents
   */
  double held(Run run, String phase, String agent) {
    return jdbc.sql(
            "select coalesce(sum(greatest(0, extract(epoch from s.until - :now))), 0) / 60.0"
                + " from muster.session s join muster.run r on r.id = s.run_id"
                + " where r.deployment_id = :deployment and r.id <> :run and s.state = 'WORKING'"
                + " and r.state = 'OPEN' and r.queued_since is null and r.stop_reason is null"
                + " and (:phase::text is null or r.phase = :phase)"
                + " and (:agent::text is null or r.agent = :agent)")
        .param("now", at(clock.instant()))
        .param("deployment", run.deploymentId())
        .param("run", run.id())
        .param("phase", phase, Types.VARCHAR)
        .param("agent", agent, Types.VARCHAR)
        .query(Double.class)
        .single();
  }

  /** Until the transaction's end nobody else of the deployment is given minutes. */
  void lock(String deploymentId) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 57))")
        .param(deploymentId)
        .query(row -> {});
  }
}
