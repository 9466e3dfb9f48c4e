package dev.muster.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of the embedded database: made once, with their settings written anew at each start so
 * that nothing weaker survives.
 *
 * @param folder the data folder
 * @param data PostgreSQL's own folder
 */
record PostgresCluster(DataFolder folder, Path data) {
  static final String USER = "muster";

  /** An answer after a crash must be there: a test rig's shortcuts are off. */
  private static final List<String> SETTINGS =
      List.of(
          "# Written by Muster at each start.",
          "listen_addresses = '127.0.0.1'",
          "unix_socket_directories = ''",
          "password_encryption = 'scram-sha-256'",
          "fsync = on",
          "synchronous_commit = on",
          "full_page_writes = on",
          "max_connections = 100",
          "shared_buffers = '128MB'",
          "timezone = 'UTC'",
          "log_timezone = 'UTC'",
          "lc_messages = 'C'",
          "log_checkpoints = off",
          "# A failed statement's text may hold what must not be logged.",
          "log_min_error_statement = panic",
          "log_min_messages = warning");

  private static final String ACCESS =
      "# Written by Muster at each start: nobody comes in without the password.\n"
          + "host all all 127.0.0.1/32 scram-sha-256\n";

  static PostgresCluster in(DataFolder folder) {
    return new PostgresCluster(folder, folder.resolve("postgres-" + PostgresBinaries.MAJOR));
  }

  Path passwordFile() {
    return folder.resolve("postgres.password");
  }

  /** The version that wrote the database must be the one that we bring. */
  void refuseOtherVersion() {
    try {
      Path found = Files.exists(data) ? data : anyCluster().orElse(null);
      if (found == null) {
        return;
      }
      String version = Files.readString(found.resolve("PG_VERSION")).strip();
      if (!version.equals(PostgresBinaries.MAJOR)) {
        throw new DatabaseVersionMismatch(found, version, PostgresBinaries.MAJOR);
      }
    } catch (IOException e) {
      throw new DataFolderUnusable(data, e);
    }
  }

  private Optional<Path> anyCluster() throws IOException {
    try (Stream<Path> entries = Files.list(folder.root())) {
      return entries.filter(PostgresCluster::isCluster).findFirst();
    }
  }

  private static boolean isCluster(Path entry) {
    return entry.getFileName().toString().matches("postgres-\\d+")
        && Files.exists(entry.resolve("PG_VERSION"));
  }

  /** The password, generated when there is neither a file nor a database yet. */
  String password() {
    try {
      if (Files.exists(passwordFile())) {
        return Files.readString(passwordFile()).strip();
      }
      if (Files.exists(data)) {
        throw new DatabasePasswordMissing(passwordFile());
      }
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      String password = HexFormat.of().formatHex(random);
      PrivateFile.write(passwordFile(), password + "\n");
      return password;
    } catch (IOException e) {
      throw new DataFolderUnusable(passwordFile(), e);
    }
  }

  /** Makes the database when it is not there; one who died halfway leaves nothing that counts. */
  void create(PostgresPrograms programs) {
    if (Files.exists(data)) {
      return;
    }
    removeHalfMade();
    // A name of its own: the initdb of a Muster that was killed may still be writing to its one.
    Path fresh = folder.resolve(data.getFileName() + ".new-" + System.nanoTime());
    try {
      var made = programs.run(120, "initdb", arguments(fresh));
      if (!made.well()) {
        throw new DatabaseDidNotStart("could not be created", fresh, made.lastLine());
      }
      writeSettings(fresh);
      Files.move(fresh, data, ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataFolderUnusable(fresh, e);
    }
  }

  private void removeHalfMade() {
    try (Stream<Path> entries = Files.list(folder.root())) {
      String begins = data.getFileName() + ".new-";
      for (Path half :
          entries.filter(e -> e.getFileName().toString().startsWith(begins)).toList()) {
        FileTree.delete(half);
      }
    } catch (IOException stillWritten) {
      // It is in nobody's way; the next start that makes a database tries again.
      return;
    }
  }

  /** The built-in C.UTF-8 sorts alike on every machine, whatever locales that one has. */
  private String[] arguments(Path fresh) {
    return new String[] {
      "--pgdata=" + fresh,
      "--username=" + USER,
      "--pwfile=" + passwordFile(),
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions"
    };
  }

  void writeSettings() {
    try {
      writeSettings(data);
    } catch (IOException e) {
      throw new DataFolderUnusable(data, e);
    }
  }

  private static void writeSettings(Path into) throws IOException {
    PrivateFile.write(into.resolve("postgresql.conf"), String.join("\n", SETTINGS) + "\n");
    PrivateFile.write(into.resolve("pg_hba.conf"), ACCESS);
    // ALTER SYSTEM would win over the settings above.
    PrivateFile.write(into.resolve("postgresql.auto.conf"), "");
  }
}
