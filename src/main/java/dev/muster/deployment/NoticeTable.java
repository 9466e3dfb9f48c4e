package dev.muster.deployment;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The events that were told, in {@code muster.notice}. */
@Repository
class NoticeTable {
  private final JdbcClient jdbc;
  private final Clock clock;

  NoticeTable(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Before it is sent: told twice would be worse than lost with a node that dies in between. */
  boolean first(String deploymentId, String key) {
    return jdbc.sql(
                "insert into muster.notice(deployment_id, key, told_at) values (?, ?, ?)"
                    + " on conflict do nothing")
            .params(deploymentId, key, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
            .update()
        > 0;
  }
}
