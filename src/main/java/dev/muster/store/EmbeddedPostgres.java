package dev.muster.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Muster's own PostgreSQL server on 127.0.0.1. It is a process of its own that outlives a killed
 * Muster; the next start stops it and begins anew.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final int TRIES = 5;
  private static final long LOG_LIMIT = 10_000_000;

  private final PostgresCluster cluster;
  private final PostgresPrograms programs;
  private final String password;
  private int port;
  private boolean running;

  private EmbeddedPostgres(PostgresCluster cluster, PostgresPrograms programs, String password) {
    this.cluster = cluster;
    this.programs = programs;
    this.password = password;
  }

  /** Starts the server; who calls holds the folder's lock until it is closed again. */
  public static EmbeddedPostgres start(DataFolderLock lock) {
    EmbeddedPostgres server = prepared(lock);
    server.start();
    try {
      server.makeDatabase();
    } catch (RuntimeException failed) {
      server.close();
      throw failed;
    }
    return server;
  }

  /** Stops what a killed Muster may have left running. */
  static void stopLeftover(DataFolderLock lock) {
    prepared(lock);
  }

  private static EmbeddedPostgres prepared(DataFolderLock lock) {
    DataFolder folder = lock.folder();
    PostgresCluster cluster = PostgresCluster.in(folder);
    cluster.refuseOtherVersion();
    Path home = PostgresBinaries.unpacked(folder.resolve("postgres-binaries"));
    var programs = new PostgresPrograms(home, folder.resolve("postgres-programs.log"));
    var server = new EmbeddedPostgres(cluster, programs, cluster.password());
    var left = new Postmaster(cluster.data());
    if (left.ours().isPresent()) {
      server.stop();
    } else {
      left.forgetForeign();
    }
    return server;
  }

  /** Where JDBC finds the database. */
  public String url() {
    return url(PostgresCluster.USER);
  }

  /** The user that owns the database. */
  public String user() {
    return PostgresCluster.USER;
  }

  /** The generated password. */
  public String password() {
    return password;
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void start() {
    cluster.create(programs);
    cluster.writeSettings();
    shortenLog();
    PostgresPrograms.Ended ended = null;
    // A port can be taken from under us, and a killed server's children need a moment to leave.
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      port = freePort();
      ended = control(120, "start", "-l", log().toString(), "-o", "-p " + port);
      if (ended.well()) {
        running = true;
        return;
      }
      pause(attempt);
    }
    throw new DatabaseDidNotStart("did not start", log(), lastWords(ended));
  }

  private void stop() {
    PostgresPrograms.Ended ended = control(60, "stop", "-m", "fast");
    if (!ended.well() && new Postmaster(cluster.data()).ours().isPresent()) {
      ended = control(30, "stop", "-m", "immediate");
    }
    if (!ended.well() && new Postmaster(cluster.data()).ours().isPresent()) {
      throw new DatabaseDidNotStart("did not stop", log(), ended.lastLine());
    }
  }

  private PostgresPrograms.Ended control(int seconds, String verb, String... more) {
    var arguments = new ArrayList<>(List.of(verb, "-D", cluster.data().toString(), "-w", "-s"));
    arguments.addAll(List.of("-t", String.valueOf(seconds - 5)));
    arguments.addAll(List.of(more));
    return programs.run(seconds, "pg_ctl", arguments.toArray(String[]::new));
  }

  private void makeDatabase() {
    try (Connection connection =
            DriverManager.getConnection(url("postgres"), PostgresCluster.USER, password);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select 1 from pg_database where datname = '" + PostgresCluster.USER + "'")) {
      if (!found.next()) {
        statement.execute("create database " + PostgresCluster.USER);
      }
    } catch (SQLException e) {
      throw new DatabaseDidNotStart("does not answer", log(), e.getMessage());
    }
  }

  private Path log() {
    return cluster.folder().resolve("postgres.log");
  }

  private void shortenLog() {
    try {
      if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT) {
        Files.delete(log());
      }
    } catch (IOException e) {
      throw new DataFolderUnusable(log(), e);
    }
  }

  private String lastWords(PostgresPrograms.Ended ended) {
    try {
      List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
      return lines.isEmpty() ? ended.lastLine() : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return ended.lastLine();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(400L * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the server: open transactions are rolled back, everything committed is on disk. */
  @Override
  public void close() {
    if (running) {
      running = false;
      stop();
    }
  }
}
