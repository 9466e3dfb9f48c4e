package dev.muster.toolbelt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;

/** What a query answers: a JSON object per row and how many there were, within rows and bytes. */
final class Rows {
  private static final int MOST_ROWS = 500;
  private static final int FETCH = 50;
  private static final int SECONDS = 6;
  private final ObjectMapper json;
  private final int maxBytes;

  Rows(ObjectMapper json, int maxBytes) {
    this.json = json;
    this.maxBytes = maxBytes;
  }

  /** Whatever the statement did, it is rolled back. */
  String read(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setFetchSize(FETCH);
      statement.setMaxRows(MOST_ROWS + 1);
      statement.setQueryTimeout(SECONDS);
      try (var rows = statement.executeQuery(sql)) {
        return render(rows);
      }
    } finally {
      connection.rollback();
    }
  }

  private String render(ResultSet rows) throws SQLException {
    var out = new StringBuilder();
    var count = 0;
    while (rows.next()) {
      var line = line(rows);
      if (count == MOST_ROWS || out.length() + line.length() > maxBytes) {
        return out.append("[cut: there are more than ").append(count).append(" rows]").toString();
      }
      out.append(line).append('\n');
      count++;
    }
    return out.append('(').append(count).append(count == 1 ? " row)" : " rows)").toString();
  }

  private String line(ResultSet rows) throws SQLException {
    var row = new LinkedHashMap<String, Object>();
    var columns = rows.getMetaData();
    for (var i = 1; i <= columns.getColumnCount(); i++) {
      var value = rows.getObject(i);
      var plain = value == null || value instanceof Number || value instanceof Boolean;
      row.put(columns.getColumnLabel(i), plain ? value : rows.getString(i));
    }
    try {
      return json.writeValueAsString(row);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
