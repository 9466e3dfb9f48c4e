package dev.muster.command;

import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import dev.muster.store.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Every value of every table in the database of a Muster that was stopped, Camunda's included. */
final class DatabaseBytes {
  private static final String TABLES =
      "select quote_ident(table_schema) || '.' || quote_ident(table_name)"
          + " from information_schema.tables where table_type = 'BASE TABLE'"
          + " and table_schema not in ('pg_catalog', 'information_schema') order by 1";

  private DatabaseBytes() {}

  /** Gives each with the name of its column; returns the tables that hold something. */
  static List<String> each(Path data, BiConsumer<String, byte[]> value) throws SQLException {
    try (var lock = DataFolderLock.take(DataFolder.at(data));
        var server = EmbeddedPostgres.start(lock);
        var connection =
            DriverManager.getConnection(server.url(), server.user(), server.password())) {
      connection.setAutoCommit(false);
      var filled = new ArrayList<String>();
      for (var table : tables(connection)) {
        if (rows(connection, table, value) > 0) {
          filled.add(table);
        }
      }
      return filled;
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static int rows(Connection connection, String table, BiConsumer<String, byte[]> value)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(500);
      int count = 0;
      try (var rows = statement.executeQuery("select * from " + table)) {
        for (; rows.next(); count++) {
          columns(rows, table, value);
        }
      }
      return count;
    }
  }

  private static void columns(ResultSet rows, String table, BiConsumer<String, byte[]> value)
      throws SQLException {
    var shape = rows.getMetaData();
    for (int n = 1; n <= shape.getColumnCount(); n++) {
      var bytes = shape.getColumnType(n) == Types.BINARY ? rows.getBytes(n) : text(rows, n);
      if (bytes != null) {
        value.accept(table + "." + shape.getColumnName(n), bytes);
      }
    }
  }

  private static byte[] text(ResultSet rows, int column) throws SQLException {
    var text = rows.getString(column);
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
