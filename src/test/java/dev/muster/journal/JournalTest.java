package dev.muster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.journal.Journal.TakenBack;
import dev.muster.journal.Journal.TakenBack.How;
import dev.muster.store.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private final Journal journal = TestJournal.with(new LineCutter());
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void realFolder() throws IOException {
    folder = folder.toRealPath();
    file = folder.resolve("settings.txt");
  }

  @Test
  void unchanged_file_gets_its_former_bytes_back() throws IOException {
    Files.writeString(file, "theirs\n");
    append(dep + "/a", "ours");
    assertThat(file).hasContent("theirs\nours\n");

    assertThat(journal.takeBack(dep))
        .extracting(TakenBack::how, TakenBack::file)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(How.RESTORED, file));
    assertThat(file).hasContent("theirs\n");
    assertThat(journal.open(dep)).isEmpty();
    assertThat(journal.takeBack(dep)).isEmpty();
  }

  @Test
  void changed_file_loses_only_our_entries() throws IOException {
    Files.writeString(file, "theirs\n");
    append(dep, "ours");
    Files.writeString(file, "new\ntheirs\nours\nlater\n");

    TakenBack only = journal.takeBack(dep).get(0);

    assertThat(only.how()).isEqualTo(How.CUT);
    assertThat(only.note()).contains("ours");
    assertThat(file).hasContent("new\ntheirs\nlater\n");
  }

  @Test
  void file_that_nobody_can_cut_is_left_and_stays_open() throws IOException {
    journal.write(dep, file, "unknown", List.of("x"), live -> bytes("ours\n"));
    Files.writeString(file, "changed\n");

    assertThat(journal.takeBack(dep)).extracting(TakenBack::how).containsExactly(How.LEFT);
    assertThat(file).hasContent("changed\n");
    assertThat(journal.open(dep)).containsExactly(dep);

    Files.delete(file);
    assertThat(journal.takeBack(dep)).extracting(TakenBack::how).containsExactly(How.NOTHING_LEFT);
    assertThat(journal.open(dep)).isEmpty();
  }

  @Test
  void created_file_and_created_folders_go_again() {
    Path deep = folder.resolve("a/b/settings.txt");
    journal.write(dep, deep, "line", List.of("x"), live -> bytes("x\n"));
    assertThat(deep).exists();

    journal.takeBack(dep);

    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void created_folder_stays_when_somebody_uses_it() throws IOException {
    Path deep = folder.resolve("a/b/settings.txt");
    journal.write(dep, deep, "line", List.of("x"), live -> bytes("x\n"));
    Files.writeString(folder.resolve("a/theirs"), "");

    journal.takeBack(dep);

    assertThat(folder.resolve("a/theirs")).exists();
    assertThat(folder.resolve("a/b")).doesNotExist();
  }

  @Test
  void same_bytes_write_and_journal_nothing() throws IOException {
    Files.writeString(file, "same");
    journal.write(dep, file, "line", List.of("x"), live -> live);
    assertThat(journal.open(dep)).isEmpty();
  }

  @Test
  void closed_scope_refuses_late_writes_below_it_until_reopened() {
    append(dep + "/wave-1/backend", "x");
    journal.takeBack(dep + "/wave-1");

    assertThatThrownBy(() -> append(dep + "/wave-1", "y")).isInstanceOf(ScopeClosed.class);
    assertThatThrownBy(() -> append(dep + "/wave-1/backend", "y")).isInstanceOf(ScopeClosed.class);
    append(dep + "/wave-10", "z");

    journal.reopen(dep + "/wave-1");
    append(dep + "/wave-1/backend", "y");
    assertThat(file).hasContent("z\ny\n");
  }

  @Test
  void scopes_are_compared_by_segment() throws IOException {
    append(dep + "/wave-1/a", "one");
    append(dep + "/wave-10/a", "ten");

    journal.takeBack(dep + "/wave-1");

    assertThat(file).hasContent("ten\n");
    assertThat(journal.open(dep)).containsExactly(dep + "/wave-10/a");
    assertThat(journal.open("")).contains(dep + "/wave-10/a");
  }

  @Test
  void interleaved_scopes_are_taken_back_each_on_its_own() throws IOException {
    Files.writeString(file, "theirs\n");
    append(dep + "/a", "of a");
    append(dep + "/b", "of b");

    assertThat(journal.takeBack(dep + "/a")).extracting(TakenBack::how).containsExactly(How.CUT);
    assertThat(file).hasContent("theirs\nof b\n");

    assertThat(journal.takeBack(dep + "/b"))
        .extracting(TakenBack::how)
        .containsExactly(How.RESTORED);
    assertThat(file).hasContent("theirs\n");
  }

  @Test
  void interleaved_scopes_delete_a_created_file_and_its_folder_with_the_last() {
    file = folder.resolve("made/settings.txt");
    append(dep + "/a", "of a");
    append(dep + "/b", "of b");
    append(dep + "/c", "of c");

    journal.takeBack(dep + "/a");
    journal.takeBack(dep + "/c");
    assertThat(file).hasContent("of b\n");
    journal.takeBack(dep + "/b");

    assertThat(folder.resolve("made")).doesNotExist();
  }

  @Test
  void entry_that_a_later_scope_wrote_anew_belongs_to_it() throws IOException {
    Files.writeString(file, "theirs\n");
    append(dep + "/a", "shared");
    journal.write(
        dep + "/b", file, "line", List.of("shared"), live -> bytes(text(live) + "and more\n"));

    journal.takeBack(dep + "/a");
    assertThat(file).hasContent("theirs\nshared\nand more\n");
    journal.takeBack(dep + "/b");
    assertThat(file).hasContent("theirs\n");
  }

  @Test
  void crash_between_commit_and_rename_leaves_nothing_to_do() throws IOException {
    Files.writeString(file, "theirs\n");
    JournalEntries entries = new JournalEntries(TestDatabase.jdbc(), java.time.Clock.systemUTC());
    Path made = folder.resolve("made/new.txt");
    long crashed =
        entries.add(
            JournalEntry.intent(
                dep, file, "line", List.of("x"), bytes("theirs\n"), bytes("theirs\nx\n")),
            null);
    entries.add(JournalEntry.intent(dep, made, "line", List.of("x"), null, bytes("x\n")), null);
    Files.createDirectories(made.getParent());
    Path temporary = folder.resolve(".settings.txt.muster-" + crashed);
    Files.writeString(temporary, "half");

    assertThat(journal.takeBack(dep))
        .extracting(TakenBack::how)
        .containsExactly(How.NOTHING_LEFT, How.NOTHING_LEFT);
    assertThat(file).hasContent("theirs\n");
    assertThat(temporary).doesNotExist();
    assertThat(made.getParent()).doesNotExist();
  }

  @Test
  void a_write_that_cannot_be_journalled_does_not_touch_the_file() throws IOException {
    Files.writeString(file, "theirs\n");
    UnaryOperator<byte[]> closing =
        live -> {
          journal.takeBack(dep);
          return bytes("ours\n");
        };
    assertThatThrownBy(() -> journal.write(dep, file, "line", List.of("ours"), closing))
        .isInstanceOf(ScopeClosed.class);
    assertThat(file).hasContent("theirs\n");
  }

  @Test
  void a_write_that_fails_leaves_no_trace() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> append(dep, "x"))
        .isInstanceOf(WriteFailed.class)
        .hasMessageContaining("settings.txt");
    assertThat(journal.open(dep)).isEmpty();
  }

  @Test
  void foreign_change_during_the_write_is_refused() throws IOException {
    Files.writeString(file, "theirs\n");
    UnaryOperator<byte[]> racing =
        live -> {
          quietly(() -> Files.writeString(file, "theirs, changed meanwhile\n"));
          return bytes(text(live) + "ours\n");
        };

    assertThatThrownBy(() -> journal.write(dep, file, "line", List.of("ours"), racing))
        .isInstanceOf(WriteFailed.class);
    assertThat(file).hasContent("theirs, changed meanwhile\n");
    assertThat(journal.open(dep)).isEmpty();
    assertThat(folder).isDirectoryNotContaining(p -> p.toString().contains("muster-"));
  }

  @Test
  void symbolic_link_stays_a_link_and_the_mode_is_kept() throws IOException {
    Path real = Files.createDirectory(folder.resolve("dotfiles")).resolve("settings.txt");
    Files.writeString(real, "theirs\n");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(file, Path.of("dotfiles/settings.txt"));

    append(dep, "ours");

    assertThat(file).isSymbolicLink().hasContent("theirs\nours\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r-----");
    journal.takeBack(dep);
    assertThat(file).isSymbolicLink().hasContent("theirs\n");
  }

  @Test
  void writers_of_one_file_do_not_lose_each_others_entries() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> writers =
          IntStream.range(0, 40)
              .<Callable<Void>>mapToObj(
                  n ->
                      () -> {
                        append(dep + "/w-" + n, "line " + n);
                        return null;
                      })
              .toList();
      for (Future<Void> done : pool.invokeAll(writers)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(Files.readAllLines(file)).hasSize(40).doesNotHaveDuplicates();
    journal.takeBack(dep);
    assertThat(file).doesNotExist();
  }

  @Test
  void written_tells_our_entry_from_others() {
    append(dep, "ours");
    assertThat(journal.written(file, "ours")).hasValueSatisfying(b -> assertThat(b).isNotEmpty());
    assertThat(journal.written(file, "theirs")).isEmpty();
    journal.takeBack(dep);
    assertThat(journal.written(file, "ours")).isEmpty();
  }

  private void append(String scope, String line) {
    journal.write(scope, file, "line", List.of(line), live -> bytes(text(live) + line + "\n"));
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void quietly(Callable<?> action) {
    try {
      action.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cuts whole lines. */
  private static final class LineCutter implements Cutter {
    @Override
    public String kind() {
      return "line";
    }

    @Override
    public byte[] cut(byte[] live, List<String> entries, byte[] preImage) {
      String rest =
          Arrays.stream(text(live).split("(?<=\n)"))
              .filter(line -> !entries.contains(line.strip()))
              .collect(Collectors.joining());
      return rest.isEmpty() && preImage == null ? null : bytes(rest);
    }
  }
}
