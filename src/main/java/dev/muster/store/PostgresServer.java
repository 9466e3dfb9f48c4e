package dev.muster.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's process: started, stopped, and cleared away when a killed Muster left it running.
 *
 * @param cluster the files that it works on
 * @param programs initdb and pg_ctl
 */
record PostgresServer(PostgresCluster cluster, PostgresPrograms programs) {
  private static final int TRIES = 5;
  private static final long LOG_LIMIT = 10_000_000;

  /** The server of these files, certainly not running. */
  static PostgresServer stopped(PostgresCluster cluster) {
    cluster.refuseOtherVersion();
    DataFolder folder = cluster.folder();
    Path home = PostgresBinaries.unpacked(folder.resolve("postgres-binaries"));
    Path output = folder.resolve("postgres-programs.log");
    var server = new PostgresServer(cluster, new PostgresPrograms(home, output));
    server.clear();
    return server;
  }

  /** After this no server works on these files, and nothing looks as if one did. */
  private void clear() {
    var left = new Postmaster(cluster.data());
    if (left.ours().isPresent()) {
      stop();
    } else {
      left.forgetForeign();
    }
  }

  /**
   * Starts on a free port. More than one try: a port can be taken from under us, a killed Muster's
   * pg_ctl can still be starting a server, and a killed server's children need a moment to leave.
   *
   * @return the port
   */
  int start() {
    PostgresPrograms.Ended ended = null;
    long logged = logSize();
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      pause(attempt);
      clear();
      int port = freePort();
      ended = control(120, "start", "-l", log().toString(), "-o", "-p " + port);
      if (ended.well()) {
        return port;
      }
    }
    throw new DatabaseDidNotStart("did not start", log(), reason(logged, ended));
  }

  void stop() {
    PostgresPrograms.Ended ended = control(60, "stop", "-m", "fast");
    if (stillThere(ended)) {
      ended = control(30, "stop", "-m", "immediate");
    }
    if (stillThere(ended)) {
      throw new DatabaseDidNotStart("did not stop", log(), ended.lastLine());
    }
  }

  private boolean stillThere(PostgresPrograms.Ended stopped) {
    return !stopped.well() && new Postmaster(cluster.data()).ours().isPresent();
  }

  private PostgresPrograms.Ended control(int seconds, String verb, String... more) {
    var arguments = new ArrayList<>(List.of(verb, "-D", cluster.data().toString(), "-w", "-s"));
    arguments.addAll(List.of("-t", String.valueOf(seconds - 5)));
    arguments.addAll(List.of(more));
    return programs.run(seconds, "pg_ctl", arguments.toArray(String[]::new));
  }

  Path log() {
    return cluster.folder().resolve("postgres.log");
  }

  private long logSize() {
    try {
      if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT) {
        Files.delete(log());
      }
      return Files.exists(log()) ? Files.size(log()) : 0;
    } catch (IOException e) {
      throw new DataFolderUnusable(log(), e);
    }
  }

  /** The last thing the server called fatal since we tried, or else pg_ctl's last word. */
  private String reason(long logged, PostgresPrograms.Ended ended) {
    try {
      byte[] all = Files.exists(log()) ? Files.readAllBytes(log()) : new byte[0];
      int from = (int) Math.min(logged, all.length);
      String fresh = new String(all, from, all.length - from, UTF_8);
      return fresh
          .lines()
          .filter(
              line ->
                  line.contains("FATAL") || line.contains("PANIC") || line.contains("could not"))
          .reduce((earlier, later) -> later)
          .orElse(ended.lastLine());
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
      Thread.sleep(400L * (attempt - 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
