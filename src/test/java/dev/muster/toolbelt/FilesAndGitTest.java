package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.toolbelt.Belt.Answer;
import dev.muster.toolbelt.RunContexts.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** filesystem, git and sessions over real HTTP. */
class FilesAndGitTest {
  @TempDir Path data;
  private Belt belt;

  @BeforeEach
  void start() {
    belt = new Belt(data);
    belt.run("r-one", Belt.limits());
    belt.run("r-two", Belt.limits());
  }

  @AfterEach
  void stop() throws Exception {
    belt.close();
  }

  private Answer files(String tool, Map<String, Object> arguments) {
    return belt.call("r-one", "filesystem", tool, arguments);
  }

  private Answer git(String tool, Map<String, Object> arguments) {
    return belt.call("r-one", "git", tool, arguments);
  }

  private static void isRefused(Answer answer, String because) {
    assertThat(answer.error()).as(answer.text()).isTrue();
    assertThat(answer.text()).contains(because);
    assertThat(answer.text().lines()).hasSize(1);
  }

  @Test
  void filesAreWrittenReadEditedListedAndFound() {
    var written = files("write_file", Map.of("path", "src/a.js", "content", "let a = 1;\nüber\n"));
    assertThat(written).isEqualTo(new Answer("wrote 17 bytes to src/a.js", false));
    assertThat(files("read_file", Map.of("path", "src/a.js")).text())
        .isEqualTo("let a = 1;\nüber\n");
    var edit = Map.<String, Object>of("path", "src/a.js", "old_text", "1", "new_text", "2");
    assertThat(files("edit_file", edit).error()).isFalse();
    assertThat(belt.root("r-one").resolve("src/a.js")).hasContent("let a = 2;\nüber\n");
    assertThat(files("list_directory", Map.of("path", ".")).text()).isEqualTo("README.md\nsrc/");
    assertThat(files("search_files", Map.of("pattern", "über")).text())
        .isEqualTo("src/a.js:2: über");
    assertThat(files("search_files", Map.of("pattern", "a.j")).text()).isEqualTo("src/a.js");
    assertThat(files("search_files", Map.of("pattern", "repositoryformat")).text())
        .isEqualTo("nothing found");
  }

  @Test
  void twoRunsCannotSeeEachOther() {
    files("write_file", Map.of("path", "mine.txt", "content", "mine"));
    var other = belt.call("r-two", "filesystem", "read_file", Map.of("path", "mine.txt"));
    isRefused(other, "no such file");
    isRefused(
        belt.call("r-two", "filesystem", "read_file", Map.of("path", "../w-r-one/mine.txt")),
        "outside the workspace");
    var absolute = belt.root("r-one").resolve("mine.txt").toString();
    isRefused(
        belt.call("r-two", "filesystem", "read_file", Map.of("path", absolute)),
        "outside the workspace");
  }

  @Test
  void linksOutAndGitItselfAreRefusedByEveryTool() throws IOException {
    Files.createSymbolicLink(belt.root("r-one").resolve("out"), belt.root("r-two"));
    for (var path : List.of("out/README.md", ".git/config", ".GIT/config", "../x", "/etc/passwd")) {
      isRefused(files("read_file", Map.of("path", path)), "outside the workspace");
      isRefused(files("write_file", Map.of("path", path, "content", "x")), "outside the workspace");
      isRefused(
          files("edit_file", Map.of("path", path, "old_text", "a", "new_text", "b")),
          "outside the workspace");
      isRefused(git("add", Map.of("paths", List.of(path))), "outside the workspace");
    }
    isRefused(files("list_directory", Map.of("path", "out")), "outside the workspace");
    assertThat(files("search_files", Map.of("pattern", "hello")).text())
        .isEqualTo("README.md:1: hello");
    assertThat(belt.root("r-two").resolve("README.md")).hasContent("hello\n");
  }

  @Test
  void badInputIsOneClearLine() throws IOException {
    isRefused(files("read_file", Map.of()), "argument \"path\" is missing");
    isRefused(files("read_file", Map.of("path", 7)), "must be a text");
    isRefused(files("read_file", Map.of("path", "README.md", "x", 1)), "unknown argument \"x\"");
    isRefused(files("read_file", Map.of("path", ".")), "not a file");
    isRefused(files("write_file", Map.of("path", ".", "content", "x")), "not a file");
    isRefused(files("write_file", Map.of("path", "README.md/x", "content", "x")), "cannot make");
    isRefused(files("list_directory", Map.of("path", "none")), "no such folder");
    isRefused(files("search_files", Map.of("pattern", "")), "empty");
    var edit = Map.<String, Object>of("path", "README.md", "old_text", "l", "new_text", "");
    isRefused(files("edit_file", edit), "more than once");
    edit = Map.of("path", "README.md", "old_text", "zzz", "new_text", "");
    isRefused(files("edit_file", edit), "does not occur");
    Files.write(belt.root("r-one").resolve("bin"), new byte[] {(byte) 0xff, 0, 1});
    isRefused(files("read_file", Map.of("path", "bin")), "not UTF-8");
    var large = "x".repeat(TextFile.MOST_BYTES + 1);
    isRefused(files("write_file", Map.of("path", "large", "content", large)), "larger than");
    assertThat(belt.root("r-one").resolve("large")).doesNotExist();
  }

  @Test
  void aPipeIsNotRead() throws Exception {
    var pipe = belt.root("r-one").resolve("pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    isRefused(files("read_file", Map.of("path", "pipe")), "not a file");
    assertThat(files("search_files", Map.of("pattern", "hello")).error()).isFalse();
  }

  @Test
  void aLongFileIsCutWithANoteAndSecretsAreRedacted() {
    files("write_file", Map.of("path", "long", "content", "ü".repeat(15_000)));
    assertThat(files("read_file", Map.of("path", "long")).text())
        .contains("ü\n[cut: the first 20000 of 30000 bytes]");
    files("write_file", Map.of("path", "s", "content", "password hunter2"));
    assertThat(files("read_file", Map.of("path", "s")).text()).isEqualTo("password ${SECRET}");
  }

  @Test
  void workIsCommittedInTheAgentsName() {
    assertThat(git("status", Map.of()).text()).startsWith("nothing to commit");
    files("write_file", Map.of("path", "n.txt", "content", "new\n"));
    assertThat(git("status", Map.of()).text()).isEqualTo("untracked: n.txt");
    assertThat(git("diff", Map.of()).text()).contains("+new");
    isRefused(git("commit", Map.of("message", "too early")), "nothing is staged");
    assertThat(git("add", Map.of("paths", List.of("."))).text()).isEqualTo("1 paths are staged");
    assertThat(git("commit", Map.of("message", "Add n")).text()).startsWith("committed ");
    assertThat(git("log", Map.of("max", 1)).text()).contains("backend-developer (Muster)", "Add n");
    assertThat(git("log", Map.of()).text().lines()).hasSize(2);
    assertThat(git("diff", Map.of()).text()).isEqualTo("no differences");
    isRefused(git("add", Map.of("paths", List.of("none.txt", "../x"))), "outside");
  }

  @Test
  void sessionsShowTheDeploymentsRunsOnly() {
    belt.sessions.put("r-two", new Session("r-two", "qa-lead", "t2", "baseline", "DONE"));
    assertThat(belt.call("r-one", "sessions", "list", Map.of()).text())
        .contains("r-one | backend-developer | task | mix | RUNNING")
        .contains("r-two | qa-lead | t2 | baseline | DONE");
    assertThat(belt.call("r-one", "sessions", "read", Map.of("run_id", "r-two")).text())
        .isEqualTo("transcript of r-two");
    isRefused(belt.call("r-one", "sessions", "read", Map.of("run_id", "r-x")), "no run r-x");
  }
}
