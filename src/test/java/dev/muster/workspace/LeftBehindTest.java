package dev.muster.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed Muster left goes at the next start, and nothing else. */
class LeftBehindTest {
  @TempDir Path folder;

  @Test
  void what_was_for_one_command_goes_and_what_is_kept_stays() throws Exception {
    for (var left :
        new String[] {
          "homes/home.1/x", "homes/cover.2/c0/go", "homes/trial.3", "workspaces/draft.4/x"
        }) {
      Files.createDirectories(folder.resolve(left));
    }
    Files.createDirectories(folder.resolve("checks/w-1.c.5"));
    Files.createFile(folder.resolve("homes/secret.6"));
    Files.createDirectories(folder.resolve("homes/qwen"));
    Files.createDirectories(folder.resolve("workspaces/w-1"));

    try (var lock = DataFolderLock.take(DataFolder.at(folder))) {
      new LeftBehind(lock);
    }

    assertThat(folder.resolve("homes")).isDirectoryNotContaining("glob:**.*");
    assertThat(folder.resolve("homes/qwen")).isDirectory();
    assertThat(folder.resolve("checks")).isEmptyDirectory();
    assertThat(folder.resolve("workspaces")).isDirectoryNotContaining("glob:**/draft*");
    assertThat(folder.resolve("workspaces/w-1")).isDirectory();
  }
}
