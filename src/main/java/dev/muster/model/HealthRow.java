package dev.muster.model;

import dev.muster.model.Health.Failed;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;

/**
 * Failures of one kind of one endpoint, as they stand.
 *
 * @param trialUntil until when one call is trying whether it answers again; null: none is
 */
record HealthRow(Failed failed, Instant trialUntil) {
  /** What a person has to mend is none: whoever has mended it wants to know at once. */
  private static final Set<Reason> PASSING =
      EnumSet.of(Reason.RATE_LIMITED, Reason.UNAVAILABLE, Reason.CONNECTION);

  static HealthRow read(ResultSet row, int number) throws SQLException {
    var failed =
        new Failed(
            Reason.valueOf(row.getString("reason")),
            row.getInt("failures"),
            row.getString("last_error"),
            row.getObject("http_status", Integer.class),
            instant(row, "failed_at"),
            instant(row, "open_until"));
    return new HealthRow(failed, instant(row, "trial_until"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private Instant openUntil() {
    return failed.openUntil();
  }

  /** It is left alone, or one call is trying whether it answers again. */
  boolean speaksAgainst(Instant now) {
    return now.isBefore(openUntil()) || trialUntil != null && now.isBefore(trialUntil);
  }

  /**
   * Whether nobody may ask now, and it passes by itself. It is a day at most, as long as a task
   * waits: who asked for more was heard by the call that it refused, which is an incident.
   */
  boolean passes(Instant now) {
    return now.isBefore(openUntil()) && PASSING.contains(failed.reason());
  }

  /** Whether a failure began it, and not what an answer said of its limits. */
  boolean refused() {
    return failed.inARow() > 0;
  }

  ModelFailure pause(Model model, Instant now) {
    return ModelFailure.leftAlone(
        failed.reason(),
        Duration.between(now, openUntil()),
        "model %s (%s) is %s, since: %s"
            .formatted(model.name(), model.id(), says(now), failed.error()));
  }

  String says(Instant now) {
    var kind = failed.kind();
    return now.isBefore(openUntil())
        ? "%s, left alone until %s".formatted(kind, openUntil().truncatedTo(ChronoUnit.SECONDS))
        : kind + ", one call is trying whether it answers again";
  }
}
