package dev.muster.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** A file of somebody's on disk, behind all symbolic links, and how it is replaced in one step. */
public record LiveFile(Path path) {
  private static final int MAX_LINKS = 40;
  private static final long MAX_BYTES = 16L << 20;

  /** Follows links, also one that points to nothing yet, and links among the folders. */
  public static LiveFile of(Path given) throws IOException {
    Path file = given.toAbsolutePath().normalize();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MAX_LINKS) {
        throw new IOException("too many symbolic links");
      }
      file = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
    }
    Path there = file.getParent();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return new LiveFile(there == null ? file : there.toRealPath().resolve(there.relativize(file)));
  }

  /** The bytes, or null when there is no file. */
  public byte[] read() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException("not a regular file");
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException("larger than " + MAX_BYTES + " bytes");
    }
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  /** The folders above that do not exist, outermost first. */
  List<Path> missingFolders() {
    ArrayDeque<Path> missing = new ArrayDeque<>();
    for (Path p = path.getParent(); p != null && !Files.exists(p); p = p.getParent()) {
      missing.addFirst(p);
    }
    return List.copyOf(missing);
  }

  /**
   * Puts the bytes in place in one step.
   *
   * @param expected what the file must still hold just before, null for no file
   * @param temporary in the same folder, so that the rename stays within one file system
   */
  public void replace(byte[] expected, byte[] bytes, Path temporary) throws IOException {
    Files.createDirectories(path.getParent());
    try {
      writeTemporary(bytes, temporary);
      expect(expected);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncFolder();
  }

  /** Removes the file when it still holds the expected bytes. */
  void delete(byte[] expected) throws IOException {
    expect(expected);
    Files.deleteIfExists(path);
    syncFolder();
  }

  private void expect(byte[] expected) throws IOException {
    if (!Arrays.equals(read(), expected)) {
      throw new IOException("the file changed while it was being written");
    }
  }

  private void writeTemporary(byte[] bytes, Path temporary) throws IOException {
    Files.deleteIfExists(temporary);
    createLike(temporary);
    try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
  }

  /** The mode of the file that is replaced; a new one is for its owner only. */
  private void createLike(Path temporary) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      Files.createFile(temporary);
      return;
    }
    var mode = PosixFilePermissions.fromString("rw-------");
    try {
      Files.createFile(temporary, PosixFilePermissions.asFileAttribute(mode));
    } catch (FileAlreadyExistsException left) {
      throw new IOException("another writer uses " + temporary.getFileName(), left);
    }
    if (Files.exists(path)) {
      keepOwner(temporary, view.readAttributes());
      Files.setPosixFilePermissions(temporary, view.readAttributes().permissions());
    }
  }

  /** Run by root or by a member of the group: the file stays whose it is, or is left alone. */
  private static void keepOwner(Path temporary, PosixFileAttributes before) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    PosixFileAttributes now = view.readAttributes();
    try {
      if (!now.group().equals(before.group())) {
        view.setGroup(before.group());
      }
      if (!now.owner().equals(before.owner())) {
        view.setOwner(before.owner());
      }
    } catch (IOException refused) {
      throw new IOException(
          "it belongs to " + before.owner() + ":" + before.group() + ", which cannot be kept",
          refused);
    }
  }

  private void syncFolder() {
    try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException unsupported) {
      // Some file systems cannot sync a folder; the rename itself is atomic all the same.
    }
  }
}
