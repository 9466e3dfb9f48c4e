package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class BackupTest {
  @TempDir Path temporary;

  @Test
  void copiedBackItHoldsWhatWasThereWhenItWasTaken() throws Exception {
    Path copy = temporary.resolve("backups/monday");
    try (DataFolderLock lock = DataFolderLock.take(DataFolder.at(temporary.resolve("data")))) {
      TestDatabase.shareProgramsWith(lock.folder().root());
      String node = NodeId.of(lock.folder()).value();
      execute(lock, "create table kept as select 42 as n");
      assertThat(Backup.coldCopy(lock, copy)).isEqualTo(copy);
      execute(lock, "drop table kept");
      assertThat(copy.resolve("node-id")).hasContent(node);
    }
    assertThat(mode(copy)).isEqualTo("rwx------");
    assertThat(mode(copy.resolve("postgres.password"))).isEqualTo("rw-------");
    FileTree.copy(copy, temporary.resolve("restored"));

    try (DataFolderLock lock = DataFolderLock.take(DataFolder.at(temporary.resolve("restored")));
        EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      assertThat(jdbc(server).sql("select n from kept").query(Integer.class).single())
          .isEqualTo(42);
    }
  }

  @Test
  void isTakenOfAKilledMustersFolderToo() throws Exception {
    Path data = temporary.resolve("data");
    Process muster = HeldDatabase.start(data);
    try {
      HeldDatabase.awaitCommit(muster);
    } finally {
      HeldDatabase.kill(muster);
    }
    try (DataFolderLock lock = DataFolderLock.take(DataFolder.at(data))) {
      Path copy = Backup.coldCopy(lock, temporary.resolve("copy"));
      assertThat(copy.resolve("postgres-17/postmaster.pid")).doesNotExist();
      assertThat(data.resolve("postgres-17/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  void isRefusedWithoutADatabaseOverSomethingAndInsideTheFolder() throws Exception {
    try (DataFolderLock lock = DataFolderLock.take(DataFolder.at(temporary.resolve("data")))) {
      TestDatabase.shareProgramsWith(lock.folder().root());
      refused(lock, temporary.resolve("copy"), "no embedded database");
      EmbeddedPostgres.start(lock).close();
      refused(lock, Files.createDirectory(temporary.resolve("there")), "exists");
      refused(lock, lock.folder().resolve("copy"), "inside the data folder");
    }
    assertThat(temporary.resolve("copy")).doesNotExist();
  }

  @Test
  void isRefusedWithoutTheLock() {
    DataFolderLock lock = DataFolderLock.take(DataFolder.at(temporary.resolve("data")));
    lock.close();
    refused(lock, temporary.resolve("copy"), "lock");
  }

  private static void refused(DataFolderLock lock, Path target, String why) {
    assertThatThrownBy(() -> Backup.coldCopy(lock, target))
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining(why);
  }

  private static void execute(DataFolderLock lock, String sql) {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      jdbc(server).sql(sql).update();
    }
  }

  private static JdbcClient jdbc(EmbeddedPostgres server) {
    return JdbcClient.create(
        new DriverManagerDataSource(server.url(), server.user(), server.password()));
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
