package dev.muster.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The places where people's files really are, and what may go wrong there. */
class LiveFileTest {
  private final Journal journal = TestJournal.with();
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir Path folder;

  @BeforeEach
  void realFolder() throws IOException {
    folder = folder.toRealPath();
  }

  @Test
  void a_link_that_leads_nowhere_yet_is_followed_and_stays() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a.json"), Path.of("dotfiles/a.json"));

    write(link, "{}");

    assertThat(link).isSymbolicLink().hasContent("{}");
    assertThat(folder.resolve("dotfiles/a.json")).isRegularFile();
    journal.takeBack(dep);
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("dotfiles")).doesNotExist();
  }

  @Test
  void links_to_links_and_linked_folders_are_followed() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real")).resolve("c.json");
    Files.writeString(real, "[]");
    Files.createSymbolicLink(folder.resolve("linked"), Path.of("real"));
    Files.createSymbolicLink(folder.resolve("b.json"), Path.of("linked/c.json"));
    Path first = Files.createSymbolicLink(folder.resolve("a.json"), Path.of("b.json"));

    write(first, "{}");

    assertThat(first).isSymbolicLink();
    assertThat(folder.resolve("b.json")).isSymbolicLink();
    assertThat(folder.resolve("linked")).isSymbolicLink();
    assertThat(real).isRegularFile().hasContent("{}");
    assertThat(journal.held(dep)).extracting(Journal.Held::file).containsExactly(real);
    journal.takeBack(dep);
    assertThat(real).hasContent("[]");
  }

  @Test
  void links_in_a_circle_are_refused() throws IOException {
    Path a = Files.createSymbolicLink(folder.resolve("a.json"), Path.of("b.json"));
    Files.createSymbolicLink(folder.resolve("b.json"), Path.of("a.json"));
    refused(a, "too many symbolic links");
    assertThat(a).isSymbolicLink();
  }

  /** This file cannot be read, not even by root. */
  @Test
  void a_file_that_cannot_be_read_is_named_and_left() {
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.isRegularFile(unreadable), "Linux alone has such a file");
    refused(unreadable, "not written");
  }

  /** Nothing can be made in this folder, not even by root. */
  @Test
  void a_folder_that_cannot_be_written_is_named_and_left() {
    Path closed = Path.of("/proc/muster-test.json");
    assumeTrue(Files.isDirectory(closed.getParent()), "Linux alone has such a folder");
    refused(closed, "not written");
    assertThat(closed).doesNotExist();
  }

  @Test
  void a_folder_closed_to_this_user_is_named_and_left() throws IOException {
    Path file = Files.createDirectory(folder.resolve("closed")).resolve("a.json");
    Files.writeString(file, "[]");
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("r-x------"));
    try {
      assumeTrue(!Files.isWritable(file.getParent()), "root may write everywhere");
      refused(file, "not written");
      assertThat(file).hasContent("[]");
    } finally {
      Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void what_is_no_file_is_left() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("a.json"));
    refused(inTheWay, "not a regular file");
    assertThat(inTheWay).isEmptyDirectory();
    refused(Files.writeString(folder.resolve("file"), "x").resolve("a.json"), "not written");
  }

  @Test
  void a_file_that_appears_meanwhile_is_left() {
    Path file = folder.resolve("new/a.json");
    assertThatThrownBy(
            () ->
                journal.write(
                    dep,
                    file,
                    "line",
                    List.of("x"),
                    live -> {
                      assertThat(live).isNull();
                      appear(file);
                      return "{}".getBytes(UTF_8);
                    }))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining("changed while");
    assertThat(file).hasContent("theirs");
    assertThat(file.getParent()).isDirectoryNotContaining(p -> p.toString().contains(".muster-"));
  }

  @Test
  void the_owner_is_kept_when_root_writes() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "[]");
    assumeTrue("root".equals(Files.getOwner(file).getName()), "only root may give files away");
    Files.setAttribute(file, "unix:uid", 12345);
    Files.setAttribute(file, "unix:gid", 23456);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    write(file, "{}");

    assertThat(file).hasContent("{}");
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(12345);
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(23456);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  private void write(Path file, String text) {
    journal.write(dep, file, "line", List.of("x"), live -> text.getBytes(UTF_8));
  }

  private void refused(Path file, String why) {
    assertThatThrownBy(() -> write(file, "{}"))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why)
        .message()
        .hasLineCount(1);
    assertThat(journal.open(dep)).isEmpty();
  }

  private static void appear(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "theirs");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
