package dev.muster.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Runs that wait until a CLI may be started for them. Their clock stands still meanwhile, in the
 * database, so that the time of their agent and deployment is right for others while they wait.
 */
@Repository
class RunQueue {
  private final JdbcClient jdbc;
  private final Clock clock;

  RunQueue(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Whatever tries there were. */
  void enter(String runId) {
    enterAfter(runId, Integer.MAX_VALUE);
  }

  /**
   * After a try of a session, unless there was a later one: its node was taken for dead, and comes
   * back to a run that another node has, or had.
   */
  void enterAfter(String runId, int number) {
    jdbc.sql(
            "update muster.run set queued_since = ? where id = ? and state = 'OPEN' and not exists"
                + " (select from muster.session s where s.run_id = muster.run.id and s.number > ?)")
        .params(now(), runId, number)
        .update();
  }

  /**
   * Its session begins. What it waited before a node's start is down time, which is counted apart;
   * what it waited after that is counted here, so a later start of a node does not count it again.
   *
   * @param waited for a thread of this node, should it have been at work when its node ended
   */
  void leave(String runId, Duration waited) {
    jdbc.sql(
            "update muster.run set queued_since = null, down_until = :now,"
                + " waited_millis = waited_millis"
                + " + case when queued_since is null then :waited else greatest(0, (extract(epoch"
                + " from :now - greatest(queued_since, down_until)) * 1000)::bigint) end"
                + " where id = :run")
        .param("waited", waited.toMillis())
        .param("now", now())
        .param("run", runId)
        .update();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
