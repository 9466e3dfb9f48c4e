package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Whole folders, copied and deleted without ever following a link out of them. */
final class Trees {
  private static final long MOST_FILES = 100_000;
  private static final long MOST_BYTES = 1L << 30;

  private Trees() {}

  static void delete(Path tree) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      openUp(tree);
      Files.walkFileTree(tree, new Deleting(tree));
    }
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new Copying(from, to));
  }

  /** A folder that its owner cannot read, enter and write cannot be emptied. */
  private static void openUp(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    private final Path tree;

    Deleting(Path tree) {
      this.tree = tree;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
        openUp(folder);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
      if (failed instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      if (file.equals(tree)) {
        throw failed;
      }
      delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failed) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private long files;
    private long bytes;

    Copying(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (folder.equals(from.resolve(".git"))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Files.createDirectories(to.resolve(from.relativize(folder)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (++files > MOST_FILES || (bytes += attributes.size()) > MOST_BYTES) {
        throw new IOException("the workspace is too large to copy: " + from.getFileName());
      }
      // pipes, sockets and links that lead out stay behind
      if (attributes.isRegularFile() || (attributes.isSymbolicLink() && staysInside(file))) {
        Files.copy(
            file,
            to.resolve(from.relativize(file)),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean staysInside(Path link) throws IOException {
      var target = Files.readSymbolicLink(link);
      if (target.isAbsolute()) {
        return false;
      }
      try {
        return link.toRealPath().startsWith(from);
      } catch (IOException dangling) {
        return false;
      }
    }
  }
}
