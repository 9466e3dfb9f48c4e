package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class KilledMusterTest {
  @TempDir Path place;

  @Test
  void aSecondMusterIsRefusedAndAKilledOnesServerIsStoppedAndItsDataKept() throws Exception {
    Process muster = HeldDatabase.start(place);
    try {
      HeldDatabase.awaitCommit(muster);
      assertThatThrownBy(() -> DataFolderLock.take(DataFolder.at(place)))
          .isInstanceOf(DataFolderLocked.class)
          .hasMessageContaining(place.toRealPath().toString())
          .hasMessageNotContaining("\n");
    } finally {
      HeldDatabase.kill(muster);
    }
    ProcessHandle orphan = server();
    assertThat(orphan.isAlive()).isTrue();
    assertThat(rowsAfterRestart()).isEqualTo(1);
    assertThat(orphan.info().command()).as("the orphan is gone").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {700, 1500, 2500})
  void killedAtAnyMomentOfItsFirstStartItStartsAgain(int milliseconds) throws Exception {
    Process muster = HeldDatabase.start(place);
    muster.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    HeldDatabase.kill(muster);
    assertThat(rowsAfterRestart()).isBetween(0, 1);
    assertThat(rowsAfterRestart()).as("and once more").isBetween(0, 1);
  }

  private ProcessHandle server() throws Exception {
    String pid = Files.readAllLines(place.resolve("postgres-17/postmaster.pid")).get(0).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private int rowsAfterRestart() {
    try (DataFolderLock lock = DataFolderLock.take(DataFolder.at(place));
        EmbeddedPostgres server = EmbeddedPostgres.start(lock)) {
      JdbcClient jdbc =
          JdbcClient.create(
              new DriverManagerDataSource(server.url(), server.user(), server.password()));
      jdbc.sql("create table if not exists survivor (n int)").update();
      return jdbc.sql("select count(*) from survivor").query(Integer.class).single();
    }
  }
}
