package dev.muster.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces on a real disk with real git. */
class FolderWorkspacesTest {
  private static final Map<String, byte[]> TEMPLATE =
      Map.of("README.md", "hello\n".getBytes(), "src/app.js", "let a = 1;\n".getBytes());
  @TempDir Path data;
  private Workspaces workspaces;

  @BeforeEach
  void start() {
    workspaces = new FolderWorkspaces(new DataFolder(data));
  }

  @Test
  void aWorkspaceHoldsTheFilesAndOneCommitByMuster() throws IOException {
    var made = workspaces.create("w-1", TEMPLATE);
    assertThat(made.root()).isEqualTo(data.toRealPath().resolve("workspaces/w-1"));
    assertThat(made.resolve("src/app.js")).hasContent("let a = 1;\n");
    assertThat(workspaces.history("w-1").log(10).lines()).hasSize(1);
    assertThat(workspaces.history("w-1").log(10)).contains(" Muster ", "Start");
    assertThat(workspaces.diff("w-1", 1000)).isEmpty();
  }

  @Test
  void creatingTwiceOpensWhatIsThere() throws IOException {
    Files.writeString(workspaces.create("w-1", TEMPLATE).resolve("README.md"), "changed");
    assertThat(workspaces.create("w-1", TEMPLATE).resolve("README.md")).hasContent("changed");
    assertThat(workspaces.open("w-1").id()).isEqualTo("w-1");
  }

  @Test
  void anEmptyTemplateIsFine() {
    workspaces.create("empty", Map.of());
    assertThat(workspaces.diff("empty", 1000)).isEmpty();
    assertThatThrownBy(() -> workspaces.history("empty").commit("Muster", "nothing"))
        .isInstanceOf(GitFailed.class);
  }

  @Test
  void unknownOrHostileIdsAreRefused() {
    assertThatThrownBy(() -> workspaces.open("none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
    for (var id : List.of("", ".", "..", "a/b", "../x", "a.b", "-x", "a\0")) {
      assertThatThrownBy(() -> workspaces.create(id, TEMPLATE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aTemplateCannotWriteOutside() {
    assertThatThrownBy(() -> workspaces.create("w-1", Map.of("../x", new byte[0])))
        .isInstanceOf(OutsideWorkspace.class);
    assertThat(data.resolve("workspaces/w-1")).doesNotExist();
    assertThat(data.resolve("workspaces")).isEmptyDirectory();
  }

  @Test
  void theDiffShowsCommittedUncommittedAndUntrackedWork() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    Files.writeString(root.resolve("committed.txt"), "one\n");
    workspaces.history("w-1").add(List.of("."));
    workspaces.history("w-1").commit("Backend Developer (Muster)", "one");
    Files.writeString(root.resolve("src/app.js"), "let a = 2;\n");
    Files.writeString(root.resolve("untracked.txt"), "two\n");
    Files.delete(root.resolve("README.md"));
    assertThat(workspaces.diff("w-1", 100_000))
        .contains("+one", "-let a = 1;", "+let a = 2;", "+two", "-hello");
    assertThat(workspaces.history("w-1").diff(100_000)).contains("+two").doesNotContain("+one");
  }

  @Test
  void workCannotBeHiddenFromTheDiff() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    Files.writeString(root.resolve(".gitignore"), "src/\n*.md\nlogs/\n");
    Files.writeString(root.resolve("src/app.js"), "let a = 2;\n");
    Files.createDirectories(root.resolve("logs"));
    Files.writeString(root.resolve("logs/x"), "ignored\n");
    Files.createDirectories(root.resolve("nested/.git/objects"));
    Files.createDirectories(root.resolve("nested/.git/refs"));
    Files.writeString(root.resolve("nested/.git/HEAD"), "ref: refs/heads/main\n");
    Files.writeString(root.resolve("nested/file.txt"), "nested\n");
    assertThat(workspaces.diff("w-1", 100_000))
        .contains("+let a = 2;", "+nested")
        .doesNotContain("+ignored");
  }

  @Test
  void theDiffIsBoundedAndFollowsNoLink() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    var secret = Files.writeString(data.resolve("secret"), "top secret\n");
    Files.createSymbolicLink(root.resolve("link"), secret);
    assertThat(workspaces.diff("w-1", 100_000)).contains("+" + secret).doesNotContain("top secret");
    Files.writeString(root.resolve("big.txt"), "line\n".repeat(50_000));
    var cut = workspaces.diff("w-1", 5_000);
    assertThat(cut).contains("[diff cut").hasSizeLessThan(5_200);
  }

  @Test
  void hooksAndFiltersOfAnAgentNeverRun() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    var trace = data.resolve("hook-ran");
    for (var hook : List.of("pre-commit", "commit-msg", "post-commit", "prepare-commit-msg")) {
      var file = Files.createDirectories(root.resolve(".git/hooks")).resolve(hook);
      Files.writeString(file, "#!/bin/sh\ntouch " + trace + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(root.resolve("new.txt"), "new\n");
    workspaces.history("w-1").add(List.of("new.txt"));
    workspaces.history("w-1").commit("Muster", "with hooks");
    Files.writeString(
        root.resolve(".git/config"),
        "[core]\nrepositoryformatversion = 0\n[filter \"x\"]\nclean = touch " + trace + "\n");
    Files.writeString(root.resolve(".gitattributes"), "*.txt filter=x\n");
    Files.writeString(root.resolve("new.txt"), "newer\n");
    assertThatThrownBy(() -> workspaces.history("w-1").add(List.of(".")))
        .isInstanceOf(GitFailed.class);
    assertThat(trace).doesNotExist();
  }

  @Test
  void aLinkInPlaceOfGitIsNotFollowed() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    workspaces.create("w-2", TEMPLATE);
    Trees.delete(root.resolve(".git"));
    Files.createSymbolicLink(root.resolve(".git"), data.resolve("workspaces/w-2/.git"));
    assertThatThrownBy(() -> workspaces.history("w-1").log(1))
        .isInstanceOf(GitFailed.class)
        .hasMessageContaining("no git repository");
  }

  @Test
  void statusAddAndDeletionsWork() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    var history = workspaces.history("w-1");
    assertThat(history.status()).startsWith("nothing to commit");
    Files.delete(root.resolve("README.md"));
    Files.writeString(root.resolve("n.txt"), "n");
    assertThat(history.status()).contains("deleted: README.md", "untracked: n.txt");
    assertThat(history.add(List.of("."))).isEqualTo(2);
    assertThat(history.status()).contains("staged: n.txt", "staged (deleted): README.md");
    assertThatThrownBy(() -> history.add(List.of("../x"))).isInstanceOf(OutsideWorkspace.class);
  }

  @Test
  void aCopyForChecksHasNoGitAndNoWayOut() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    Files.createSymbolicLink(root.resolve("out"), data);
    Files.createSymbolicLink(root.resolve("up"), Path.of("../.."));
    Files.createSymbolicLink(root.resolve("in"), Path.of("src/app.js"));
    var copy = workspaces.copyForChecks("w-1", "acceptance");
    assertThat(copy.resolve("src/app.js")).hasContent("let a = 1;\n");
    assertThat(copy.resolve("in")).isSymbolicLink().hasContent("let a = 1;\n");
    assertThat(List.of("out", "up", ".git"))
        .noneMatch(name -> Files.exists(copy.resolve(name), LinkOption.NOFOLLOW_LINKS));
    workspaces.delete(copy);
    assertThat(copy).doesNotExist();
    assertThat(root).exists();
  }

  @Test
  void deletingFollowsNoLinkAndTouchesOnlyWorkspaces() throws IOException {
    var root = workspaces.create("w-1", TEMPLATE).root();
    var other = Files.createDirectories(data.resolve("precious"));
    Files.writeString(other.resolve("keep"), "keep");
    Files.createSymbolicLink(root.resolve("trap"), other);
    var locked = Files.createDirectories(root.resolve("locked/in"));
    Files.setPosixFilePermissions(locked.getParent(), PosixFilePermissions.fromString("---------"));
    for (var foreign : List.of(other, data, data.resolve("workspaces"), Path.of("w-1"))) {
      assertThatThrownBy(() -> workspaces.delete(foreign))
          .isInstanceOf(IllegalArgumentException.class);
    }
    workspaces.delete(root);
    assertThat(root).doesNotExist();
    assertThat(other.resolve("keep")).exists();
    assertThat(data.resolve("workspaces")).isEmptyDirectory();
  }
}
