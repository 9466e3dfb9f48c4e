package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderLockTest {
  @TempDir Path temporary;

  @Test
  void isRefusedASecondTimeInOneProcessAndGivenBackOnClose() {
    DataFolder folder = DataFolder.at(temporary.resolve("data"));
    try (DataFolderLock first = DataFolderLock.take(folder)) {
      assertThat(first.held()).isTrue();
      assertThatThrownBy(() -> DataFolderLock.take(folder)).isInstanceOf(DataFolderLocked.class);
      assertThatThrownBy(() -> DataFolderLock.take(folder)).isInstanceOf(DataFolderLocked.class);
    }
    DataFolderLock.take(folder).close();
  }

  @Test
  void knowsTheFolderByItsRealPath() throws Exception {
    DataFolder folder = DataFolder.at(temporary.resolve("data"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder.root());
    try (DataFolderLock first = DataFolderLock.take(folder)) {
      assertThat(first.folder()).isEqualTo(folder);
      assertThatThrownBy(() -> DataFolderLock.take(DataFolder.at(link)))
          .isInstanceOf(DataFolderLocked.class);
    }
  }

  @Test
  void aNewFolderIsForItsOwnerOnly() throws Exception {
    Path made = DataFolder.at(temporary.resolve("a/data")).root();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void aPlaceThatIsAFileIsOneClearLine() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DataFolder.at(file))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void theNodeIdStaysTheSame() {
    DataFolder folder = DataFolder.at(temporary);
    assertThat(NodeId.of(folder)).isEqualTo(NodeId.of(folder));
    assertThat(NodeId.of(folder).value()).matches("n-[a-z0-9]{10}");
  }
}
