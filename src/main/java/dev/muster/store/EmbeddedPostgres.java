package dev.muster.store;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Muster's own PostgreSQL server on 127.0.0.1. It is a process of its own that outlives a killed
 * Muster; the next start stops it and begins anew.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = PostgresCluster.USER;

  private final PostgresServer server;
  private final String password;
  private final int port;
  private boolean running = true;

  private EmbeddedPostgres(PostgresServer server, String password, int port) {
    this.server = server;
    this.password = password;
    this.port = port;
  }

  /** Starts the server; who calls holds the folder's lock until it is closed again. */
  public static EmbeddedPostgres start(DataFolderLock lock) {
    PostgresCluster cluster = PostgresCluster.in(lock.folder());
    PostgresServer server = PostgresServer.stopped(cluster);
    String password = cluster.password();
    cluster.create(server.programs());
    cluster.writeSettings();
    EmbeddedPostgres started = new EmbeddedPostgres(server, password, server.start());
    try {
      started.makeDatabase();
      return started;
    } catch (SQLException e) {
      started.close();
      throw new DatabaseDidNotStart("does not answer", server.log(), e.getMessage());
    }
  }

  /** Whether the folder has a database, so that its users and passwords are there to stay. */
  public static boolean isIn(DataFolder folder) {
    return Files.exists(PostgresCluster.in(folder).data());
  }

  /** Where JDBC finds the database. */
  public String url() {
    return url(USER);
  }

  /** The user that owns the database. */
  public String user() {
    return USER;
  }

  /** The generated password. */
  public String password() {
    return password;
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** At each start: the one that made the cluster may have died before it made the database. */
  private void makeDatabase() throws SQLException {
    String isThere = "select 1 from pg_database where datname = '" + USER + "'";
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, password);
        Statement statement = connection.createStatement()) {
      boolean found;
      try (ResultSet rows = statement.executeQuery(isThere)) {
        found = rows.next();
      }
      if (!found) {
        statement.execute("create database " + USER);
      }
    }
  }

  /** Stops the server: open transactions are rolled back, everything committed is on disk. */
  @Override
  public void close() {
    if (!running) {
      return;
    }
    running = false;
    // Who is interrupted while closing still has to leave no server behind.
    boolean interrupted = Thread.interrupted();
    try {
      server.stop();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
