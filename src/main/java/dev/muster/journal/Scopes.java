package dev.muster.journal;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which scopes are closed. */
@Repository
class Scopes {
  private final JdbcClient jdbc;
  private final Clock clock;

  Scopes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Refuses when the scope or one above it is closed; otherwise nobody closes it before this
   * transaction ends.
   */
  void holdOpen(String scope) {
    jdbc.sql("select pg_advisory_xact_lock_shared(hashtext('muster.journal_scope'))")
        .query((row, n) -> n)
        .list();
    if (closed(scope)) {
      throw new ScopeClosed(scope);
    }
  }

  /** Whether the scope or one above it is closed. */
  boolean closed(String scope) {
    return jdbc.sql("select exists (select 1 from muster.journal_scope where scope in (:path))")
        .param("path", path(scope))
        .query(Boolean.class)
        .single();
  }

  /** The scope and all above it: found by the key, however many scopes were closed before. */
  private static List<String> path(String scope) {
    List<String> path = new ArrayList<>();
    for (int end = scope.indexOf('/'); end >= 0; end = scope.indexOf('/', end + 1)) {
      path.add(scope.substring(0, end));
    }
    path.add(scope);
    return path;
  }

  void close(String scope) {
    jdbc.sql("select pg_advisory_xact_lock(hashtext('muster.journal_scope'))")
        .query((row, n) -> n)
        .list();
    jdbc.sql("insert into muster.journal_scope values (:scope, :at) on conflict do nothing")
        .param("scope", scope)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  void reopen(String scope) {
    jdbc.sql(
            "delete from muster.journal_scope"
                + " where scope = :scope or starts_with(scope, :scope || '/')")
        .param("scope", scope)
        .update();
  }
}
