package dev.muster.toolbelt;

import dev.muster.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bearer tokens of runs: {@code <run id>.<HMAC of it>}. They are derived, so a run that waits for a
 * person keeps its token over a restart and nothing has to be stored.
 */
public final class RunTokens {
  private static final Pattern RUN = Pattern.compile("[a-z0-9-]{1,50}");
  private static final int KEY_BYTES = 32;
  private final SecretKeySpec key;

  /**
   * @param file of the key in the data folder, made when it is missing; each door has its own, so
   *     that a token for one opens no other
   */
  public RunTokens(DataFolder data, String file) {
    try {
      this.key = new SecretKeySpec(key(data.resolve(file)), "HmacSHA256");
    } catch (IOException unusable) {
      throw new UncheckedIOException("cannot use " + file + ": " + unusable, unusable);
    }
  }

  /** The same for the same run, as long as the key lives. */
  public String tokenFor(String runId) {
    if (runId == null || !RUN.matcher(runId).matches()) {
      throw new IllegalArgumentException("not a run id: " + runId);
    }
    return runId + "." + HexFormat.of().formatHex(mac(runId));
  }

  /** The run that a token belongs to, or empty when it is not one of ours. */
  public Optional<String> runOf(String token) {
    var dot = token.indexOf('.');
    if (dot < 0 || !RUN.matcher(token.substring(0, dot)).matches()) {
      return Optional.empty();
    }
    var runId = token.substring(0, dot);
    var ours = tokenFor(runId).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(ours, token.getBytes(StandardCharsets.UTF_8))
        ? Optional.of(runId)
        : Optional.empty();
  }

  private byte[] mac(String runId) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(runId.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] key(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      create(file);
    }
    var owner = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(file, owner);
    var key = Files.readAllBytes(file);
    if (key.length != KEY_BYTES) {
      throw new IOException(file + " holds no key; delete it, open runs get new tokens");
    }
    return key;
  }

  /** Written whole beside its place first: half a key is never read. */
  private static void create(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    var fresh = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(fresh);
    var draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = Files.newByteChannel(draft, options, owner)) {
      channel.write(ByteBuffer.wrap(fresh));
    }
    try {
      Files.move(draft, file);
    } catch (FileAlreadyExistsException other) {
      // another start was faster; its key counts
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
