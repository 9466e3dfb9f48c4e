package dev.muster.client;

import dev.muster.journal.WriteFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The scratch home of one session: nobody else may look in, and nothing of it is left.
 *
 * @param folder it runs here, and it is empty: what agents write never configures a CLI
 * @param cache the CLIs' own, which sessions share
 */
record Room(Path root, Path home, Path folder, Path temporary, Path cache)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  static Room in(Path rooms, Path cache, String name) throws IOException {
    Files.createDirectories(rooms);
    Files.createDirectories(cache);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path root = Files.createTempDirectory(rooms, name + ".", owner).toRealPath();
    return new Room(
        root,
        Files.createDirectory(root.resolve("home")),
        Files.createDirectory(root.resolve("folder")),
        Files.createDirectory(root.resolve("tmp")),
        cache.toRealPath());
  }

  Path write(String below, String text) throws IOException {
    Path file = home.resolve(below);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the session is told, outside of its home. */
  Path task(String text) throws IOException {
    return Files.write(root.resolve("task.txt"), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Lends what a person's own CLI logged in with. */
  void lend(Path personsHome, String below) {
    Path theirs = personsHome.resolve(below);
    try {
      LentLogin.lend(root, home.resolve(below), theirs);
    } catch (IOException e) {
      throw new WriteFailed(theirs + " cannot be shown to the session: " + e.getMessage(), e);
    }
  }

  /**
   * A thread that is told to stop brings a login back all the same: an interrupt would close the
   * file under its pen, and what is here is its only copy. One that cannot be brought back stays
   * here for the next start.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      leave(root);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Nothing of it is left, but for a login that cannot be brought back now and the note of it: what
   * else was written there may hold secrets in clear. What cannot be deleted is told in the log and
   * tried again at the next start: a session that is paid for is not lost over it.
   */
  static void leave(Path root) {
    Set<String> kept;
    try {
      kept = LentLogin.bringBack(root);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "What the session in {} was lent cannot be read, so it stays: {}", root, e.toString());
      return;
    }
    if (kept.isEmpty() && deleted(root)) {
      return;
    }
    try {
      Files.walkFileTree(root, new AllBut(kept));
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} of a session that has ended is not empty: {}", root, e.toString());
    }
  }

  /** It stops at the first file that cannot be deleted. */
  private static boolean deleted(Path root) {
    try {
      FileSystemUtils.deleteRecursively(root);
      return true;
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} of a session that has ended cannot be deleted: {}", root, e.toString());
      return false;
    }
  }

  /** Deletes files of other names; a link is none, and may lead to one that stays. */
  private static final class AllBut extends SimpleFileVisitor<Path> {
    private final Set<String> kept;

    AllBut(Set<String> kept) {
      this.kept = kept;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !kept.contains(file.getFileName().toString())) {
        try {
          Files.delete(file);
        } catch (IOException e) {
          return visitFileFailed(file, e);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      LOG.warn("{} of a session that has ended cannot be deleted: {}", file, e.toString());
      return FileVisitResult.CONTINUE;
    }
  }
}
