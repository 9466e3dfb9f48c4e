package dev.muster.model;

import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFileUnusable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of {@code muster.model_health}. */
final class HealthTable implements Health, Outcomes, SessionHealth {
  private static final Logger LOG = LoggerFactory.getLogger(HealthTable.class);
  private static final Duration TRIAL = Duration.ofMinutes(2);
  private static final int ERROR_CHARACTERS = 500;
  private static final String USED_UP =
      "its rate limits are used up, its provider said with an answer";
  private final JdbcClient jdbc;
  private final Secrets secrets;
  private final Clock clock;

  /** Endpoints that this node knows to be failing: an answer of any other writes nothing. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  HealthTable(JdbcClient jdbc, Secrets secrets, Clock clock) {
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public void answered(Model model, Instant sentAt, Instant limitedUntil) {
    quietly(
        () -> {
          var endpoint = Endpoint.of(model, secrets);
          if (failing.remove(endpoint)) {
            quietly(() -> over(endpoint, sentAt));
          }
          if (limitedUntil != null) {
            closed(endpoint, model, limitedUntil);
          }
        });
  }

  /**
   * An answer shows that it works again. A limit, a key and an unknown model it only tells of when
   * it was asked after them: where many calls are under way, answers always come between refusals.
   */
  private void over(String endpoint, Instant sentAt) {
    jdbc.sql(
            "update muster.model_health set failures = 0, open_until = null, trial_until = null"
                + " where endpoint = ? and failures > 0 and (failed_at <= ?"
                + " or reason not in ('RATE_LIMITED', 'AUTH', 'MODEL_UNKNOWN'))")
        .params(endpoint, at(sentAt))
        .update();
    var left =
        jdbc.sql("select count(*) from muster.model_health where endpoint = ? and failures > 0")
            .param(endpoint)
            .query(Long.class)
            .single();
    if (left > 0) {
      failing.add(endpoint);
    }
  }

  /**
   * No failure: nobody needs to try first whether it answers again when the limits are open, and
   * what is passed on is not refused for it. What an answer tells is when they will be full again,
   * and some may be asked for long before: it holds for as long as a refusal that names no time,
   * and then the provider says itself how it is.
   */
  private void closed(String endpoint, Model model, Instant until) {
    var now = clock.instant();
    var latest = now.plus(Cooldown.LIMITED);
    jdbc.sql(
            "insert into muster.model_health(endpoint, reason, model_id, failures, last_error,"
                + " failed_at, open_until) values (?, ?, ?, 0, ?, ?, ?) on conflict"
                + " (endpoint, reason) do update set open_until ="
                + " greatest(model_health.open_until, excluded.open_until), http_status = null,"
                + " last_error = excluded.last_error, failed_at = excluded.failed_at"
                // A refusal after it says itself for how long.
                + " where model_health.failures = 0")
        .params(endpoint, Reason.RATE_LIMITED.name(), model.id(), USED_UP, at(now))
        .param(at(until.isBefore(latest) ? until : latest))
        .update();
  }

  @Override
  public void failed(Model model, ModelFailure failure) {
    if (failure.reason() != Reason.CANCELLED) {
      quietly(() -> note(model, failure));
    }
  }

  @Override
  public void worked(Model model, Instant begun) {
    // Another node may have seen it fail.
    quietly(() -> failing.add(Endpoint.of(model, secrets)));
    answered(model, begun, null);
  }

  @Override
  public String broke(Model model, String words) {
    var failure = SessionFailure.of(model, words);
    failed(model, failure);
    return failure.getMessage();
  }

  private void note(Model model, ModelFailure failure) {
    var endpoint = Endpoint.of(model, secrets);
    if (Cooldown.after(failure.reason(), 1, null) == null) {
      // Nobody is kept from asking, and whoever looks for the last error finds it.
      quietly(() -> write(endpoint, model, failure, 0));
      quietly(() -> untried(endpoint));
    } else {
      quietly(() -> pause(endpoint, failure, write(endpoint, model, failure, 1)));
      failing.add(endpoint);
    }
  }

  /** Whoever was to try it ended by a fault of its own: the next may. */
  private void untried(String endpoint) {
    if (failing.contains(endpoint)) {
      jdbc.sql("update muster.model_health set trial_until = null where endpoint = ?")
          .param(endpoint)
          .update();
    }
  }

  /**
   * How many there are in a row now. What fails during a pause was sent before it, or passed on by
   * a node that had not heard of it: it is the same trouble, and does not make the pause longer.
   */
  private int write(String endpoint, Model model, ModelFailure failure, int counts) {
    return jdbc.sql(
            "insert into muster.model_health(endpoint, reason, model_id, failures, last_error,"
                + " http_status, failed_at) values (?, ?, ?, ?, ?, ?, ?) on conflict"
                + " (endpoint, reason) do update set"
                + " failures = case when model_health.failures > 0 and model_health.open_until >"
                + " excluded.failed_at then model_health.failures"
                + " else model_health.failures + excluded.failures end,"
                + " last_error = excluded.last_error, http_status = excluded.http_status,"
                + " failed_at = excluded.failed_at, trial_until = null,"
                // What an answer said before it of its limits: now it says itself how it is.
                + " open_until = case when model_health.failures > 0 then model_health.open_until"
                + " end returning failures")
        .param(endpoint)
        .param(failure.reason().name())
        .param(model.id())
        .param(counts)
        .param(cut(secrets.redact(String.valueOf(failure.getMessage()))))
        .param(failure.status())
        .param(at(clock.instant()))
        .query(Integer.class)
        .single();
  }

  private void pause(String endpoint, ModelFailure failure, int inARow) {
    var pause = Cooldown.after(failure.reason(), inARow, failure.retryAfter());
    // A later end that another call was told stays: the provider knows best.
    jdbc.sql(
            "update muster.model_health set open_until = greatest(open_until, ?)"
                + " where endpoint = ? and reason = ?")
        .params(at(clock.instant().plus(pause)), endpoint, failure.reason().name())
        .update();
  }

  /**
   * What is noted here helps the next choice; no call may fail because it could not be noted, nor
   * because the file of secrets that its address stands in cannot be read just now.
   */
  private static void quietly(Runnable write) {
    try {
      write.run();
    } catch (DataAccessException | SecretsFileUnusable e) {
      LOG.warn("The health of a model is not noted: {}", e.getMessage());
    }
  }

  @Override
  public Optional<String> obstacle(Model model) {
    var now = clock.instant();
    return open(model).stream()
        .filter(row -> row.speaksAgainst(now))
        .map(row -> row.says(now))
        .findFirst();
  }

  @Override
  public Optional<ModelFailure> pause(Model model) {
    return pause(model, row -> true);
  }

  private Optional<ModelFailure> pause(Model model, Predicate<HealthRow> such) {
    var now = clock.instant();
    return open(model).stream()
        .filter(row -> row.passes(now))
        .filter(such)
        .map(row -> row.pause(model, now))
        .findFirst();
  }

  @Override
  public Optional<ModelFailure> knownPause(Model model) {
    try {
      return failing.contains(Endpoint.of(model, secrets))
          ? pause(model, HealthRow::refused)
          : Optional.empty();
    } catch (SecretsFileUnusable unread) {
      // The call itself meets it, and says so.
      return Optional.empty();
    }
  }

  @Override
  public boolean mayTry(Model model) {
    var now = clock.instant();
    var open = open(model);
    if (open.isEmpty()) {
      return true;
    }
    if (open.stream().anyMatch(row -> row.speaksAgainst(now))) {
      return false;
    }
    return jdbc.sql(
                "update muster.model_health set trial_until = ? where endpoint = ?"
                    + " and failures > 0 and open_until <= ?"
                    + " and (trial_until is null or trial_until <= ?)")
            .params(at(now.plus(TRIAL)), Endpoint.of(model, secrets), at(now), at(now))
            .update()
        == open.size();
  }

  private List<HealthRow> open(Model model) {
    var endpoint = Endpoint.of(model, secrets);
    var rows =
        jdbc.sql(
                "select * from muster.model_health where endpoint = ? and open_until is not null"
                    + " and (failures > 0 or open_until > ?) order by open_until desc")
            .params(endpoint, at(clock.instant()))
            .query(HealthRow::read)
            .list();
    if (!rows.isEmpty()) {
      failing.add(endpoint);
    }
    return rows;
  }

  @Override
  public List<Failed> failures(Model model) {
    return jdbc
        .sql("select * from muster.model_health where endpoint = ? order by failed_at desc")
        .param(Endpoint.of(model, secrets))
        .query(HealthRow::read)
        .list()
        .stream()
        .map(HealthRow::failed)
        .toList();
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static String cut(String text) {
    var clean = text.replace('\0', '\uFFFD');
    return clean.length() <= ERROR_CHARACTERS ? clean : clean.substring(0, ERROR_CHARACTERS);
  }
}
