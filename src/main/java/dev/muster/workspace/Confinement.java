package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Decides where a path of an agent leads. Two looks: at the text (nothing absolute, nothing that
 * climbs out, no .git in any disguise), then at the disk (the deepest thing that exists, with all
 * links followed, must still be inside).
 */
final class Confinement {
  private static final int LONGEST = 4096;
  private final Path root;

  /**
   * @param root with symbolic links resolved
   */
  Confinement(Path root) {
    this.root = root;
  }

  Path resolve(String relative) {
    var path = root.resolve(lexical(relative)).normalize();
    if (!path.startsWith(root)) {
      throw new OutsideWorkspace(relative);
    }
    try {
      return follow(path, relative);
    } catch (IOException unreadable) {
      throw new OutsideWorkspace(relative);
    }
  }

  private static Path lexical(String text) {
    if (text == null || text.length() > LONGEST) {
      throw new OutsideWorkspace(text == null ? "(none)" : text.substring(0, 80) + "...");
    }
    if (text.indexOf('\0') >= 0 || text.indexOf('\\') >= 0 || text.matches("^[A-Za-z]:.*")) {
      throw new OutsideWorkspace(text.replace("\0", "\\0"));
    }
    try {
      var path = Path.of(text);
      if (path.isAbsolute() || namesGit(path)) {
        throw new OutsideWorkspace(text);
      }
      return path;
    } catch (InvalidPathException unusable) {
      throw new OutsideWorkspace(text);
    }
  }

  /** The deepest existing ancestor decides: what is below it does not exist and is no link. */
  private Path follow(Path path, String asked) throws IOException {
    var existing = path;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
      if (existing == null || !existing.startsWith(root)) {
        throw new OutsideWorkspace(asked);
      }
    }
    var real = existing.toRealPath();
    if (!real.startsWith(root) || namesGit(root.relativize(real))) {
      throw new OutsideWorkspace(asked);
    }
    return real.resolve(existing.relativize(path)).normalize();
  }

  private static boolean namesGit(Path path) {
    for (var segment : path) {
      if (isGit(segment.toString())) {
        return true;
      }
    }
    return false;
  }

  /** Some file systems ignore case, invisible characters, or dots and blanks at the end. */
  private static boolean isGit(String segment) {
    var bare =
        segment
            .replaceAll("[\\p{Cf}\\p{Cc}]", "")
            .replaceAll("(:.*|[. ]+)$", "")
            .toLowerCase(Locale.ROOT);
    return bare.equals(".git") || bare.equals("git~1");
  }
}
