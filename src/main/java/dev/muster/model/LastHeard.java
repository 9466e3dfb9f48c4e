package dev.muster.model;

import dev.muster.plan.Model;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How a model was heard of last, by the ledger.
 *
 * @param error null: it answered
 */
record LastHeard(Instant at, String as, String error) {

  /** In a session at its vendor, whichever way it ended. */
  static Optional<LastHeard> ofSession(JdbcClient jdbc, Model model) {
    return of(jdbc, model, "purpose = 'session' and state <> 'SENDING'");
  }

  /** Its last answer to a call. */
  static Optional<LastHeard> ofAnswer(JdbcClient jdbc, Model model) {
    return of(jdbc, model, "purpose <> 'session' and state = 'ANSWERED'");
  }

  ModelStates.Reach reach(Model model) {
    if (error != null) {
      return new ModelStates.Reach(null, "failed " + at);
    }
    var other = as != null && !model.answersAs(as);
    var who = other ? " as " + as + ", which has no price until answersAs names it" : "";
    return new ModelStates.Reach(true, "answered " + at + who);
  }

  private static Optional<LastHeard> of(JdbcClient jdbc, Model model, String which) {
    return jdbc.sql(
            "select answered_at, answered_as, case state when 'ANSWERED' then null else"
                + " coalesce(error, 'it did not answer') end as error from muster.attempt"
                + " where model_id = ? and model = ? and "
                + which
                + " order by id desc limit 1")
        .params(model.id(), model.name())
        .query((row, number) -> read(row))
        .optional();
  }

  private static LastHeard read(ResultSet row) throws SQLException {
    return new LastHeard(
        row.getObject("answered_at", OffsetDateTime.class)
            .toInstant()
            .truncatedTo(ChronoUnit.SECONDS),
        row.getString("answered_as"),
        row.getString("error"));
  }
}
