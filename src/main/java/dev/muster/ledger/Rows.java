package dev.muster.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.RowMapper;

/** One of the results of several statements that were sent together. */
final class Rows {
  private Rows() {}

  /** All rows of the result at hand. */
  static <T> List<T> of(PreparedStatement statements, RowMapper<T> mapper) throws SQLException {
    var all = new ArrayList<T>();
    try (var rows = statements.getResultSet()) {
      while (rows.next()) {
        all.add(mapper.mapRow(rows, all.size()));
      }
    }
    return all;
  }
}
