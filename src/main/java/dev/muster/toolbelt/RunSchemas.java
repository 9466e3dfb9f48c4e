package dev.muster.toolbelt;

import dev.muster.toolbelt.RunContexts.RunContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * A database schema for each run that asks for one, seeded from the task, and a login that may read
 * it and nothing else. The session's user is that login, so there is nothing to switch back to; its
 * password lives in memory and is made anew after a restart.
 */
final class RunSchemas {
  private static final int CONNECT_SECONDS = 5;
  private static final String MOST_RESULT = "8M";
  private final DataSource database;
  private final Map<String, RunSchema> schemas = new ConcurrentHashMap<>();

  RunSchemas(DataSource database) {
    this.database = database;
  }

  /** A connection of the run's own login; the schema is made at the first one. */
  Connection reader(RunContext run) throws SQLException {
    var schema = schemas.computeIfAbsent(run.runId(), RunSchema::new);
    var password = schema.password(this, run.seedSql());
    return connect(schema.readerName(), password);
  }

  void drop(String runId) {
    schemas.remove(runId);
    try (var admin = admin()) {
      new RunSchema(runId).drop(admin);
    } catch (SQLException failed) {
      throw new IllegalStateException("cannot drop the database schema of run " + runId, failed);
    }
  }

  Connection admin() throws SQLException {
    return database.getConnection();
  }

  Connection connect(String user, String password) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
    properties.setProperty("maxResultBuffer", MOST_RESULT);
    properties.setProperty("ApplicationName", "muster-toolbelt");
    return DriverManager.getConnection(url(), properties);
  }

  /** Where Muster's own database is, without Muster's own credentials. */
  private String url() throws SQLException {
    try (var connection = admin()) {
      return connection
          .getMetaData()
          .getURL()
          .replaceAll("(?i)([?&])(user|password|currentSchema|options)=[^&]*", "$1")
          .replaceAll("&{2,}", "&")
          .replaceAll("\\?&", "?")
          .replaceAll("[?&]$", "");
    }
  }
}
