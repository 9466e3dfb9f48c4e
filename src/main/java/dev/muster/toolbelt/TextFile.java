package dev.muster.toolbelt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** UTF-8 files of bounded size, replaced whole or not at all. */
final class TextFile {
  static final int MOST_BYTES = 1 << 20;

  private TextFile() {}

  static String read(Path file, String shown) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ToolFailed("no such file: " + shown);
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ToolFailed("not a file: " + shown);
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new ToolFailed(shown + " is larger than " + MOST_BYTES + " bytes");
    }
    try {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException binary) {
      throw new ToolFailed(shown + " is not UTF-8 text", binary);
    }
  }

  /** Returns how many bytes were written. */
  static int write(Path file, String shown, String content) throws IOException {
    var bytes = encode(content);
    if (bytes.remaining() > MOST_BYTES) {
      throw new ToolFailed("content is larger than " + MOST_BYTES + " bytes");
    }
    var exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (exists && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ToolFailed("not a file: " + shown);
    }
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException blocked) {
      throw new ToolFailed("cannot make the folder of " + shown, blocked);
    }
    return replace(file, bytes, exists);
  }

  private static int replace(Path file, ByteBuffer bytes, boolean exists) throws IOException {
    var length = bytes.remaining();
    var draft = file.resolveSibling(".muster-" + System.nanoTime() + ".tmp");
    try {
      Files.write(draft, Arrays.copyOf(bytes.array(), length));
      if (exists) {
        Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(file));
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      return length;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static ByteBuffer encode(String content) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(content));
    } catch (CharacterCodingException broken) {
      throw new ToolFailed("content cannot be written as UTF-8", broken);
    }
  }
}
