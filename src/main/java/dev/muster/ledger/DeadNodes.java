package dev.muster.ledger;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds calls whose node will not say how they ended. Nodes say that they live by the database's
 * clock, so that clocks which differ kill nobody.
 */
final class DeadNodes {
  /** Longer than any call, and than all but the longest sessions: those may outlast it. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** No session is at work any more, which a plan allows a day at most. */
  private static final Duration LONGEST_SESSION = Duration.ofDays(2);

  private final JdbcTemplate jdbc;

  DeadNodes(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** This start of this node lives. */
  void alive(Owner owner) {
    jdbc.update(
        """
        insert into muster.node_seen (node_id, boot_id, seen_at) values (?, ?, now())
        on conflict (node_id) do update set boot_id = excluded.boot_id, seen_at = excluded.seen_at
        """,
        owner.node(),
        owner.boot());
  }

  /**
   * What other boots of this node left SENDING, calls of a day ago, whose end was lost wherever
   * they were sent, and sessions of a day ago whose node has not been seen for hours, or of two
   * days ago. Should it come back to it, its late word is welcome; who is writing it now is left
   * alone.
   */
  int sweep(Owner owner, Instant now) {
    return jdbc.update(
        """
        update muster.attempt set state = 'UNKNOWN', answered_at = ?,
          error = 'its node stopped while it was sending, or did not come back to it within a day'
        where id = any(array(select a.id from muster.attempt a where a.state = 'SENDING'
          and (a.node_id = ? and a.boot_id <> ?
            or a.sent_at < ? and (a.purpose <> 'session' or a.sent_at < ? or not exists (
              select from muster.node_seen n where n.node_id = a.node_id and n.boot_id = a.boot_id
                and n.seen_at > now() - interval '3 hours')))
          for update skip locked))
        """,
        Timestamp.from(now),
        owner.node(),
        owner.boot(),
        Timestamp.from(now.minus(LONGEST)),
        Timestamp.from(now.minus(LONGEST_SESSION)));
  }
}
