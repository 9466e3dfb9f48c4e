package dev.muster.model;

import dev.muster.plan.ModelLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of {@code muster.model_place}. */
final class PlaceTable {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A node says of each line that it is there; one that does not has gone. */
  private static final Duration SEEN = Duration.ofSeconds(30);

  /** No call takes longer: what is older was left by a node that has gone. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static final int HEAD = 200;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final String node;
  private final Clock clock;

  PlaceTable(JdbcClient jdbc, TransactionTemplate transaction, String node, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.node = node;
    this.clock = clock;
  }

  /** Places that an earlier life of this node left. */
  void forget() {
    jdbc.sql("delete from muster.model_place where node_id = ? and ended_at is null")
        .param(node)
        .update();
    jdbc.sql("delete from muster.model_line where node_id = ?").param(node).update();
  }

  /** The number drawn. */
  long join(String endpoint, String taskId, long tokens) {
    return jdbc.sql(
            "insert into muster.model_place(endpoint, task_id, node_id, tokens, seen_at)"
                + " values (?, ?, ?, ?, ?) returning id")
        .params(endpoint, taskId, node, tokens, at(clock.instant()))
        .query(Long.class)
        .single();
  }

  /**
   * Says that those still wait, before anybody may take them for dead. One row a line says it for
   * all of this node, and stays whoever of them leaves: a thousand that wait cost no more writes
   * than one.
   *
   * @return those that are in line no more: somebody took them for dead before
   */
  Set<Long> stillHere(Collection<Long> places) {
    var gone = new HashSet<>(places);
    var ids = gone.toArray(Long[]::new);
    jdbc.sql(
            "insert into muster.model_line(endpoint, node_id, seen_at) select distinct endpoint, ?, ?"
                + " from muster.model_place where id = any(?) and admitted_at is null"
                + " on conflict (endpoint, node_id) do update set seen_at = excluded.seen_at")
        .param(node)
        .param(at(clock.instant()))
        .param(ids)
        .update();
    jdbc.sql("select id from muster.model_place where id = any(?)")
        .param(ids)
        .query(Long.class)
        .list()
        .forEach(gone::remove);
    return gone;
  }

  /**
   * Takes places of this node out of the line that nobody here waits for any more: the node's sign
   * of life would keep them there.
   */
  void withoutStrays(Collection<Long> known) {
    jdbc.sql(
            "delete from muster.model_place where node_id = ? and admitted_at is null"
                + " and seen_at < ? and id <> all(?)")
        .param(node)
        .param(at(clock.instant().minus(SEEN)))
        .param(known.toArray(Long[]::new))
        .update();
  }

  Instant now() {
    return clock.instant();
  }

  /** Of those, the ones that have a place. */
  List<Long> admitted(Collection<Long> places) {
    return jdbc.sql(
            "select id from muster.model_place where id = any(?) and admitted_at is not null")
        .param(places.toArray(Long[]::new))
        .query(Long.class)
        .list();
  }

  /**
   * Gives places to the first in line, of all nodes, and to none past one that has to wait.
   *
   * @param now no later than this node said who still waits here
   */
  void admit(String endpoint, ModelLimits limits, Instant now) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 51))")
              .param(endpoint)
              .query(row -> {});
          tidy(endpoint, now);
          var taken = taken(endpoint, now);
          var next = new ArrayList<Long>();
          for (var place : line(endpoint)) {
            if (!taken.fits(place.tokens(), limits)) {
              break;
            }
            taken = taken.with(place.tokens());
            next.add(place.id());
          }
          if (!next.isEmpty()) {
            jdbc.sql("update muster.model_place set admitted_at = ? where id = any(?)")
                .param(at(now))
                .param(next.toArray(Long[]::new))
                .update();
          }
        });
  }

  private void tidy(String endpoint, Instant now) {
    jdbc.sql(
            "delete from muster.model_place where endpoint = ?"
                + " and (admitted_at is null and node_id in (select node_id from muster.model_place"
                + " where endpoint = ? and admitted_at is null group by node_id"
                + " having max(seen_at) < ?) and not exists (select from muster.model_line line"
                + " where line.endpoint = model_place.endpoint"
                + " and line.node_id = model_place.node_id and line.seen_at >= ?)"
                + " or ended_at is not null and admitted_at < ? or admitted_at < ?)")
        .params(endpoint, endpoint, at(now.minus(SEEN)), at(now.minus(SEEN)))
        .params(at(now.minus(MINUTE)), at(now.minus(LONGEST)))
        .update();
  }

  private record Place(long id, long tokens) {}

  /** Its head: whoever is further back is looked at when those before have gone. */
  private List<Place> line(String endpoint) {
    return jdbc.sql(
            "select id, tokens from muster.model_place where endpoint = ? and admitted_at is null"
                + " order by id limit ?")
        .params(endpoint, HEAD)
        .query((row, number) -> new Place(row.getLong("id"), row.getLong("tokens")))
        .list();
  }

  private Taken taken(String endpoint, Instant now) {
    var minute = at(now.minus(MINUTE));
    return jdbc.sql(
            "select count(*) filter (where ended_at is null) as now,"
                + " count(*) filter (where admitted_at > ?) as calls,"
                + " coalesce(sum(tokens) filter (where admitted_at > ?), 0) as tokens"
                + " from muster.model_place where endpoint = ? and admitted_at is not null")
        .params(minute, minute, endpoint)
        .query(
            (row, number) ->
                new Taken(row.getLong("now"), row.getLong("calls"), row.getLong("tokens")))
        .single();
  }

  /** What is used up of the limits. */
  private record Taken(long now, long calls, long tokens) {

    /** A call that is larger than the minute's tokens goes alone, or it would wait for ever. */
    boolean fits(long more, ModelLimits limits) {
      return below(now + 1, limits.concurrency())
          && below(calls + 1, limits.rpm())
          && (tokens == 0 || below(tokens + more, limits.tpm()));
    }

    private static boolean below(long figure, Integer limit) {
      return limit == null || figure <= limit;
    }

    Taken with(long more) {
      return new Taken(now + 1, calls + 1, tokens + more);
    }
  }

  void leave(long place, Long tokens) {
    jdbc.sql(
            "update muster.model_place set ended_at = ?, tokens = coalesce(?, tokens) where id = ?"
                + " and admitted_at is not null")
        .param(at(clock.instant()))
        .param(tokens)
        .param(place)
        .update();
    jdbc.sql("delete from muster.model_place where id = ? and admitted_at is null")
        .param(place)
        .update();
  }

  /** As if it had never been there. */
  void unused(long place) {
    jdbc.sql("delete from muster.model_place where id = ?").param(place).update();
  }

  /** How many have a place and how many wait for one. */
  record Crowd(long calling, long waiting) {}

  Crowd crowd(String endpoint) {
    return jdbc.sql(
            "select count(*) filter (where admitted_at is not null and ended_at is null) as calling,"
                + " count(*) filter (where admitted_at is null) as waiting"
                + " from muster.model_place where endpoint = ?")
        .param(endpoint)
        .query((row, number) -> new Crowd(row.getLong("calling"), row.getLong("waiting")))
        .single();
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
