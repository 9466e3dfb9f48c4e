package dev.muster.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code muster.withdrawal}. */
@Repository
class WithdrawalTable {
  private final JdbcClient jdbc;
  private final Clock clock;

  WithdrawalTable(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param kept null: what is kept already stays
   */
  void put(
      String scope, String server, String file, Withdrawal.State state, String note, String kept) {
    jdbc.sql(
            "insert into muster.withdrawal as w (scope, server, file, state, note, kept, at) values"
                + " (:scope, :server, :file, :state, :note, :kept, :at) on conflict (scope, server)"
                + " do update set file = :file, state = :state, note = :note,"
                + " kept = coalesce(:kept, w.kept), at = :at")
        .param("scope", scope)
        .param("server", server)
        .param("file", file)
        .param("state", state.name())
        .param("note", note, Types.VARCHAR)
        .param("kept", kept, Types.VARCHAR)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  Optional<Withdrawal> find(String scope, String server) {
    return jdbc.sql("select * from muster.withdrawal where scope = ? and server = ?")
        .params(scope, server)
        .query(WithdrawalTable::row)
        .optional();
  }

  /** The entry as somebody had changed it. */
  Optional<String> kept(String scope, String server) {
    return jdbc.sql(
            "select kept from muster.withdrawal"
                + " where scope = ? and server = ? and kept is not null")
        .params(scope, server)
        .query(String.class)
        .optional();
  }

  /** By scope and server; of all when the scope is empty. */
  List<Withdrawal> below(String scope) {
    return jdbc.sql(
            "select * from muster.withdrawal where :scope = '' or scope = :scope"
                + " or starts_with(scope, :scope || '/') order by scope, server")
        .param("scope", scope)
        .query(WithdrawalTable::row)
        .list();
  }

  void remove(String scope, String server) {
    jdbc.sql("delete from muster.withdrawal where scope = ? and server = ?")
        .params(scope, server)
        .update();
  }

  private static Withdrawal row(ResultSet row, int number) throws SQLException {
    return new Withdrawal(
        row.getString("scope"),
        row.getString("server"),
        row.getString("file"),
        Withdrawal.State.valueOf(row.getString("state")),
        row.getString("note"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
