package dev.muster.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A cold copy of the embedded database with its password and the node's id. It is restored by
 * copying its content into an empty data folder. Secrets and workspaces are not in it.
 */
public final class Backup {

  private Backup() {}

  /**
   * Copies into a new folder, which appears when it is complete. The lock says that no Muster runs
   * here; a server that a killed one left behind is stopped first.
   *
   * @return the folder that was made
   */
  public static Path coldCopy(DataFolderLock lock, Path target) {
    PostgresCluster cluster = PostgresCluster.in(lock.folder());
    Path to = target.toAbsolutePath().normalize();
    refuse(lock, cluster, to);
    // What a killed Muster left running would write while we copy.
    PostgresServer.stopped(cluster);
    Path half = to.resolveSibling(to.getFileName() + ".half");
    try {
      FileTree.delete(half);
      if (to.getParent() != null) {
        Files.createDirectories(to.getParent());
      }
      Files.createDirectory(
          half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      copy(cluster, half);
      return Files.move(half, to, ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataFolderUnusable(half, e);
    }
  }

  private static void refuse(DataFolderLock lock, PostgresCluster cluster, Path to) {
    if (!lock.held()) {
      throw new BackupRefused("A back-up needs the lock of " + lock.folder().root());
    }
    if (!Files.exists(cluster.data())) {
      throw new BackupRefused(
          "There is no embedded database in "
              + lock.folder().root()
              + ": nothing to back up (a PostgreSQL of yours has its own tools)");
    }
    if (Files.exists(to)) {
      throw new BackupRefused(to + " exists: name a folder that does not");
    }
    if (to.startsWith(lock.folder().root())) {
      throw new BackupRefused(to + " is inside the data folder: name a place outside of it");
    }
  }

  private static void copy(PostgresCluster cluster, Path into) throws IOException {
    FileTree.copy(cluster.data(), into.resolve(cluster.data().getFileName()));
    for (Path file : List.of(cluster.passwordFile(), cluster.folder().resolve("node-id"))) {
      if (Files.exists(file)) {
        Files.copy(file, into.resolve(file.getFileName()), COPY_ATTRIBUTES);
      }
    }
  }
}
