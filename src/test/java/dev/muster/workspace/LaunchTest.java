package dev.muster.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program leaves in its own temporary folder does not matter once it has ended. */
class LaunchTest {
  /** A file that nobody can delete, root neither. */
  private static final Path FOR_EVER = Path.of("/proc/version");

  @TempDir Path folder;

  /** For root all of these are open anyway; for others they are not. */
  @ParameterizedTest
  @ValueSource(strings = {"r-xr-xr-x", "r--r--r--", "--x------", "---------"})
  void a_folder_that_its_owner_may_not_change_goes_with_its_content(String mode) throws Exception {
    var inner = Files.createDirectories(folder.resolve("stand/c0/go/mod"));
    Files.writeString(inner.resolve("file"), "left");
    for (var shut : List.of(inner, inner.getParent())) {
      Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString(mode));
    }
    Trees.delete(folder.resolve("stand"));
    assertThat(folder).isEmptyDirectory();
  }

  /** Such as a full disk: whoever reserved money for it has to know that nothing ran. */
  @Test
  void what_fails_before_its_start_says_that_it_did_not_start() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "no folder");
    var ran = folder.resolve("ran");
    var line = List.of("touch", ran.toString());
    var command = Command.ofOperator(line, folder, file, Duration.ofSeconds(20), 1000);
    assertThatThrownBy(command::run)
        .isInstanceOf(ProgramNotStarted.class)
        .hasMessageStartingWith("touch cannot be started: ");
    assertThat(ran).doesNotExist();
  }

  @Test
  void what_cannot_be_deleted_does_not_throw_the_result_away() {
    assumeTrue(Files.exists(FOR_EVER), "this machine has no /proc");
    assertThatThrownBy(() -> Trees.delete(FOR_EVER)).isInstanceOf(IOException.class);
    assertThatCode(() -> new Launch(List.of("true"), folder, FOR_EVER).close())
        .doesNotThrowAnyException();
  }
}
