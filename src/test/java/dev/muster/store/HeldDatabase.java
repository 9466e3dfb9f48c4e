package dev.muster.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** A process of its own that holds a data folder and its database until it is killed. */
final class HeldDatabase {

  private HeldDatabase() {}

  public static void main(String[] arguments) throws SQLException, InterruptedException {
    DataFolderLock lock = DataFolderLock.take(DataFolder.at(Path.of(arguments[0])));
    EmbeddedPostgres server = EmbeddedPostgres.start(lock);
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists survivor (n int)");
      statement.execute("insert into survivor values (1)");
      System.out.println("committed");
      Thread.sleep(120_000);
    }
  }

  static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HeldDatabase.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static void awaitCommit(Process process) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
    for (String line = lines.readLine(); !"committed".equals(line); line = lines.readLine()) {
      if (line == null) {
        throw new IllegalStateException("The process that should hold the database ended");
      }
    }
  }

  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Not killed");
    }
  }
}
