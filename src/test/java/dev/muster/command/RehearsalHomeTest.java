package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.store.DataFolderLocked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalHomeTest {
  private static final String APPROVER = RehearsalHome.APPROVER;
  @TempDir Path folder;

  @Test
  void aGivenPasswordCountsUntilThereIsADatabase() {
    assertThat(first(Map.of()).kept().get(APPROVER)).isNotBlank();
    assertThat(first(Map.of(APPROVER, "given")).kept()).containsEntry(APPROVER, "given");
    var again = first(Map.of());
    assertThat(again.kept()).containsEntry(APPROVER, "given");
    assertThat(again.ignored()).isEmpty();
  }

  @Test
  void onceThereIsADatabaseTheKeptOneWinsAndTheOtherIsNamed() throws Exception {
    first(Map.of(APPROVER, "first"));
    Files.createDirectories(folder.resolve("data/postgres-17"));
    var before = Files.readString(folder.resolve("data/rehearsal.properties"));
    var again = first(Map.of(APPROVER, "second"));
    assertThat(again.kept()).containsEntry(APPROVER, "first");
    assertThat(again.ignored()).containsExactly(APPROVER);
    assertThat(first(Map.of(APPROVER, "first")).ignored()).isEmpty();
    assertThat(folder.resolve("data/rehearsal.properties")).hasContent(before);
  }

  @Test
  void whoseFileIsGoneMayTellThePasswordThatHisDatabaseKnows() throws Exception {
    Files.createDirectories(folder.resolve("data/postgres-17"));
    assertThat(first(Map.of(APPROVER, "known")).kept()).containsEntry(APPROVER, "known");
  }

  @Test
  void aFolderInUseIsLeftAsItIs() throws Exception {
    first(Map.of());
    var before = Files.readString(folder.resolve("data/rehearsal.properties"));
    try (var running = Ground.take(folder.resolve("data"))) {
      assertThat(running.held()).isTrue();
      assertThatThrownBy(() -> first(Map.of(APPROVER, "other")))
          .isInstanceOf(DataFolderLocked.class);
    }
    assertThat(folder.resolve("data/rehearsal.properties")).hasContent(before);
  }

  /** With this property nothing is told, whatever collector is named: see SilentSpansTest. */
  @Test
  void aRehearsalIsToldToNobodysCollector() throws Exception {
    assertThat(first(Map.of()).properties()).containsEntry("management.tracing.enabled", "false");
  }

  /** The secrets of the real Muster lie there. */
  @Test
  void agentsCommandsSeeNothingOfTheFolderAround() {
    assertThat(first(Map.of()).properties()).containsEntry("muster.hidden", Home.data());
    assertThat(RehearsalHome.place().getParent()).isEqualTo(Home.data());
  }

  @Test
  void theGateThatFailsIsKeptForTheNextStart() {
    first(Map.of()).spoiledBy("agent");
    assertThat(first(Map.of()).spoiledBy()).isEqualTo("agent");
    first(Map.of()).spoiledBy(null);
    assertThat(first(Map.of()).spoiledBy()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "made by somebody"})
  void whatMusterMakesIsForItsOwnerOnly(String root) throws Exception {
    if (!root.equals("new")) {
      Files.createDirectories(folder.resolve("data"));
    }
    first(Map.of());
    if (root.equals("new")) {
      assertThat(mode("")).isEqualTo("rwx------");
    }
    for (var made : new String[] {"homes", "workspaces", "checks", "toolbelt"}) {
      assertThat(mode(made)).as(made).isEqualTo("rwx------");
    }
    for (var made : new String[] {"muster.log", "rehearsal.properties"}) {
      assertThat(mode(made)).as(made).isEqualTo("rw-------");
    }
  }

  private String mode(String name) throws Exception {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(folder.resolve("data").resolve(name)));
  }

  /** As a start does that ends at once. */
  private RehearsalHome first(Map<String, String> environment) {
    try (var lock = Ground.take(folder.resolve("data"))) {
      return RehearsalHome.in(lock, environment);
    }
  }
}
