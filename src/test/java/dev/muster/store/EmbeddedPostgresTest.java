package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class EmbeddedPostgresTest {
  @TempDir Path place;
  private DataFolderLock lock;

  @BeforeEach
  void takeTheFolder() throws IOException {
    lock = DataFolderLock.take(DataFolder.at(place));
    TestDatabase.shareProgramsWith(place);
  }

  @AfterEach
  void leaveTheFolder() throws IOException {
    Files.delete(place.resolve("postgres-binaries"));
    lock.close();
  }

  @ParameterizedTest
  @CsvSource({
    "fsync,on",
    "synchronous_commit,on",
    "full_page_writes,on",
    "password_encryption,scram-sha-256",
    "listen_addresses,127.0.0.1",
    "unix_socket_directories,''",
    "server_encoding,UTF8",
    "max_connections,100"
  })
  void theServerItselfReportsTheSettingsOfProduction(String setting, String value) {
    assertThat(TestDatabase.jdbc().sql("show " + setting).query(String.class).single())
        .isEqualTo(value);
  }

  @Test
  void sortsByTheBuiltInLocaleThatIsAlikeOnEveryMachine() {
    assertThat(
            TestDatabase.jdbc()
                .sql(
                    "select datlocprovider::text || ' ' || datlocale from pg_database"
                        + " where datname = current_database()")
                .query(String.class)
                .single())
        .isEqualTo("b C.UTF-8");
  }

  @Test
  void answersAsTheVersionThatTheFolderIsNamedAfter() {
    assertThat(TestDatabase.jdbc().sql("show server_version").query(String.class).single())
        .startsWith(PostgresBinaries.MAJOR + ".");
  }

  @Test
  void noAccessRuleLetsAnyoneInWithoutThePassword() {
    assertThat(
            TestDatabase.jdbc()
                .sql("select auth_method from pg_hba_file_rules")
                .query(String.class)
                .list())
        .containsExactly("scram-sha-256");
  }

  @Test
  void stopsAndStartsAgainWithWhatWasCommitted() throws SQLException {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      jdbc(server).sql("create table kept (n int)").update();
    }
    assertThat(place.resolve("postgres-17/postmaster.pid")).doesNotExist();
    try (EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      assertThat(jdbc(server).sql("select count(*) from kept").query(Integer.class).single())
          .isZero();
    }
  }

  @Test
  void keepsItsPasswordInAFileForItsOwnerAndRefusesWhoDoesNotKnowIt() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      Path file = place.resolve("postgres.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file).strip()).isEqualTo(server.password()).hasSize(48);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(place.resolve("postgres-17"))))
          .isEqualTo("rwx------");
      refuses(server, null);
      refuses(server, "");
      refuses(server, "muster");
    }
  }

  private static void refuses(EmbeddedPostgres server, String password) {
    assertThatThrownBy(
            () -> {
              try (Connection in =
                  DriverManager.getConnection(server.url(), server.user(), password)) {
                in.isValid(1);
              }
            })
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void settingsThatSomeoneWeakenedAreBackAtTheNextStart() throws Exception {
    EmbeddedPostgres.start(lock).close();
    Path data = place.resolve("postgres-17");
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
    Files.writeString(data.resolve("postgresql.auto.conf"), "fsync = off\n");
    try (EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      refuses(server, null);
      assertThat(jdbc(server).sql("show fsync").query(String.class).single()).isEqualTo("on");
    }
  }

  @Test
  void anotherMajorVersionIsNamedWithOurs() throws IOException {
    Path old = Files.createDirectory(place.resolve("postgres-16"));
    Files.writeString(old.resolve("PG_VERSION"), "16\n");
    assertThatThrownBy(() -> EmbeddedPostgres.start(lock))
        .isInstanceOf(DatabaseVersionMismatch.class)
        .hasMessageContaining("is of PostgreSQL 16, this Muster brings PostgreSQL 17")
        .hasMessageNotContaining("\n");
    assertThat(place.resolve("postgres-17")).doesNotExist();
  }

  @Test
  void theDeadsPostmasterPidIsNoError() throws Exception {
    EmbeddedPostgres.start(lock).close();
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    writePostmasterPid(gone.pid());
    EmbeddedPostgres.start(lock).close();
  }

  @Test
  void aStrangersProcessUnderThatIdIsNoErrorAndLives() throws Exception {
    EmbeddedPostgres.start(lock).close();
    Process stranger = new ProcessBuilder("sleep", "120").start();
    try {
      writePostmasterPid(stranger.pid());
      EmbeddedPostgres.start(lock).close();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  private void writePostmasterPid(long pid) throws IOException {
    Path data = place.resolve("postgres-17").toRealPath();
    Files.writeString(
        data.resolve("postmaster.pid"), pid + "\n" + data + "\n1\n1\n\n127.0.0.1\n  1 1\nready\n");
  }

  @Test
  void aDatabaseWithoutItsPasswordFileSaysSo() throws IOException {
    EmbeddedPostgres.start(lock).close();
    Files.delete(place.resolve("postgres.password"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(lock))
        .isInstanceOf(DatabasePasswordMissing.class)
        .hasMessageContaining("postgres.password");
  }

  @Test
  void aServerThatCannotStartSaysWhyInOneLine() throws IOException {
    EmbeddedPostgres.start(lock).close();
    Files.delete(place.resolve("postgres-17/global/pg_control"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(lock))
        .isInstanceOf(DatabaseDidNotStart.class)
        .hasMessageContaining("pg_control")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({"false,exit code 1", "no-such-program-here,no-such-program-here"})
  void whereRootCannotBeSetAsideBothWaysOutAreNamed(String instead, String why) {
    var programs = new PostgresPrograms(place, place.resolve("out.log"));
    assertThatThrownBy(() -> programs.asNobody(List.of(instead)))
        .isInstanceOf(PostgresRefusesRoot.class)
        .hasMessageContaining(why)
        .hasMessageContaining("run Muster as another user")
        .hasMessageContaining("SPRING_DATASOURCE_URL")
        .hasMessageNotContaining("\n");
  }

  @Test
  void whoIsInterruptedWhileClosingLeavesNoServerBehind() {
    EmbeddedPostgres server = EmbeddedPostgres.start(lock);
    Thread.currentThread().interrupt();
    server.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(place.resolve("postgres-17/postmaster.pid")).doesNotExist();
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    InetAddress own = InetAddress.getLocalHost();
    if (own.isLoopbackAddress()) {
      own = InetAddress.getByName("127.0.0.2");
    }
    InetAddress outside = own;
    try (EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      int port = Integer.parseInt(server.url().replaceAll(".*:(\\d+)/.*", "$1"));
      assertThatThrownBy(() -> new Socket(outside, port).close()).isInstanceOf(IOException.class);
    }
  }

  private static JdbcClient jdbc(EmbeddedPostgres server) {
    return JdbcClient.create(
        new DriverManagerDataSource(server.url(), server.user(), server.password()));
  }
}
