package dev.muster.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an agent writes as a path, it stays in its workspace. */
class ConfinementTest {
  @TempDir Path temp;
  private Workspace workspace;
  private Path outside;

  @BeforeEach
  void aWorkspaceFullOfTraps() throws IOException {
    var workspaces = new FolderWorkspaces(new DataFolder(temp.resolve("data")));
    workspace =
        workspaces.create("w-1", Map.of("a.txt", "a".getBytes(), "src/b.txt", "b".getBytes()));
    outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    var root = workspace.root();
    link(root, "out", outside);
    link(root, "out-file", outside.resolve("secret.txt"));
    link(root, "dangling", outside.resolve("not-there"));
    link(root, "climb", Path.of("../../.."));
    link(root, "loop", Path.of("loop"));
    link(root, "to-out", Path.of("out"));
    link(root, "git-link", Path.of(".git"));
    link(root, "src/deep", Path.of("../out"));
    link(root, "absolute", root.resolve(".git/config"));
    link(root, "inside", Path.of("src"));
  }

  private static void link(Path root, String name, Path target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), target);
  }

  @Test
  void honestPathsAreFound() {
    var root = workspace.root();
    assertThat(workspace.resolve("a.txt")).isEqualTo(root.resolve("a.txt"));
    assertThat(workspace.resolve("src/../a.txt")).isEqualTo(root.resolve("a.txt"));
    assertThat(workspace.resolve("")).isEqualTo(root);
    assertThat(workspace.resolve(".")).isEqualTo(root);
    assertThat(workspace.resolve("new/deep/file.txt")).isEqualTo(root.resolve("new/deep/file.txt"));
    assertThat(workspace.resolve("inside/b.txt")).isEqualTo(root.resolve("src/b.txt"));
    assertThat(workspace.resolve(".gitignore")).isEqualTo(root.resolve(".gitignore"));
    assertThat(workspace.resolve("..hidden/..x")).isEqualTo(root.resolve("..hidden/..x"));
  }

  @Test
  void knownTricksAreRefused() {
    var tricks = new ArrayList<>(bases());
    tricks.add(null);
    for (var trick : tricks) {
      assertThatThrownBy(() -> workspace.resolve(trick))
          .as("%s", trick)
          .isInstanceOf(OutsideWorkspace.class);
    }
  }

  @Test
  void hundredsOfHostilePathsAreRefused() {
    var random = new Random(20260214);
    for (var i = 0; i < 1500; i++) {
      var path = hostile(random);
      assertThatThrownBy(() -> workspace.resolve(path))
          .as("path <%s>", path)
          .isInstanceOf(OutsideWorkspace.class);
    }
  }

  @Test
  void noRandomPathEverLeadsOut() throws IOException {
    var random = new Random(7);
    var words =
        List.of("..", ".", "src", "out", "inside", "deep", "a.txt", "climb", "x", ".git", "loop");
    var resolved = 0;
    for (var i = 0; i < 5000; i++) {
      var parts = new ArrayList<String>();
      for (var n = 0; n < 1 + random.nextInt(6); n++) {
        parts.add(words.get(random.nextInt(words.size())));
      }
      try {
        var path = workspace.resolve(String.join("/", parts));
        resolved++;
        var there = path;
        while (!Files.exists(there)) {
          there = there.getParent();
        }
        assertThat(there.toRealPath()).as("%s", parts).startsWith(workspace.root());
        assertThat(workspace.root().relativize(path).toString()).doesNotStartWith(".git/");
      } catch (OutsideWorkspace refused) {
        // that is the other right answer
      }
    }
    assertThat(resolved).isGreaterThan(500);
  }

  /** A harmless detour before a path that is refused by itself. */
  private static String hostile(Random random) {
    var base = bases().get(random.nextInt(bases().size()));
    if (base.startsWith("/") || base.matches("^[A-Za-z]:.*") || base.contains("\\")) {
      return base;
    }
    var detours = List.of("", "./", ".//", "src/../", "new/../", "././", "src/./../", "inside/../");
    var tails = List.of("", "/", "/.", "//", "/./.");
    var path = base;
    for (var i = 0; i < random.nextInt(4); i++) {
      path = detours.get(random.nextInt(detours.size())) + path;
    }
    return path + tails.get(random.nextInt(tails.size()));
  }

  private static List<String> bases() {
    var bases =
        new ArrayList<>(
            List.of(
                "..",
                "../",
                "../outside/secret.txt",
                "../../../../../../../etc/passwd",
                "src/../../x",
                "src/../..",
                "/etc/passwd",
                "//etc/passwd",
                "/",
                "C:\\Windows",
                "C:/Windows",
                "c:x",
                "..\\x",
                "src\\..\\..\\x",
                "\\\\host\\share",
                "out",
                "out/secret.txt",
                "out/new.txt",
                "out/new/deeper/file",
                "out-file",
                "dangling",
                "dangling/x",
                "climb",
                "climb/etc/passwd",
                "climb/new",
                "loop",
                "loop/x",
                "to-out/secret.txt",
                "to-out/new",
                "git-link/config",
                "git-link",
                "src/deep/secret.txt",
                "src/deep/new",
                "inside/deep/secret.txt",
                "absolute",
                "a\0b",
                "a.txt\0/../../x",
                "\0",
                "x".repeat(5000)));
    for (var git :
        List.of(
            ".git",
            ".GIT",
            ".Git",
            ".gIt",
            ".git.",
            ".git ",
            ".git. .",
            ".git...",
            "git~1",
            "GIT~1",
            ".g\u200cit",
            "\ufeff.git",
            ".gi\u200dt",
            ".git\u2060",
            ".git:x")) {
      bases.add(git);
      bases.add(git + "/config");
      bases.add(git + "/hooks/pre-commit");
      bases.add("src/" + git + "/config");
      bases.add("new/" + git);
      bases.add(git + "/../" + git + "/HEAD");
    }
    return bases;
  }
}
