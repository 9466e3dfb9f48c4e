package dev.muster.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.journal.LiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a person's login that a session uses. It is linked, so that what a CLI renews in
 * place is theirs at once. Some put a new file in the link's place instead (Qwen Code does): that
 * one is brought back at the end of the session, since with it the old login may be void. Notes in
 * the room let the next start do so for a session of a killed Muster.
 *
 * @param mine below the session's room, which may be moved with the data
 * @param theirs behind all links
 * @param digest of theirs when it was lent
 */
record LentLogin(String mine, String theirs, String digest) {
  private static final Logger LOG = LoggerFactory.getLogger(LentLogin.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(JsonParser.Feature.ALLOW_COMMENTS, true);
  private static final String NOTES = "logins";
  private static final String TEMPORARY = ".muster-login";

  /** Links the file, should the person have it. */
  static void lend(Path root, Path mine, Path theirs) throws IOException {
    if (!Files.exists(theirs, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.createDirectories(mine.getParent());
    Files.createSymbolicLink(mine, theirs.toAbsolutePath());
    LiveFile live = LiveFile.of(theirs);
    var lent =
        new LentLogin(
            root.relativize(mine).toString(), live.path().toString(), digest(live.read()));
    Path notes = Files.createDirectories(root.resolve(NOTES));
    JSON.writeValue(notes.resolve(mine.getFileName() + ".json").toFile(), lent);
  }

  /**
   * Of a session that has ended, whenever that was.
   *
   * @return the names of files that have to stay, since one may be a login that is here alone and
   *     could not be brought back; empty: nothing has to
   * @throws IOException when nobody knows
   */
  static Set<String> bringBack(Path root) throws IOException {
    Path notes = root.resolve(NOTES);
    Set<String> kept = new HashSet<>();
    try (Stream<Path> lent = Files.isDirectory(notes) ? Files.list(notes) : Stream.empty()) {
      for (Path note : lent.toList()) {
        kept.addAll(noted(root, note));
      }
    }
    return kept;
  }

  private static Set<String> noted(Path root, Path note) throws IOException {
    LentLogin lent;
    try {
      lent = JSON.readValue(note.toFile(), LentLogin.class);
    } catch (JsonProcessingException cutOff) {
      // Muster was killed over it, so the session did not begin.
      return Set.of();
    }
    try {
      lent.giveBack(root);
      return Set.of();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The login of {} may be renewed and is not brought back: {}. It stays there for the next start",
          note,
          e.getMessage());
      return Set.of(note.getFileName().toString(), Path.of(lent.mine).getFileName().toString());
    }
  }

  /** One after the other: two sessions may have renewed the same. */
  private void giveBack(Path root) throws IOException {
    synchronized (LentLogin.class) {
      Path file = root.resolve(mine);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      byte[] renewed = Files.readAllBytes(file);
      LiveFile live = new LiveFile(Path.of(theirs));
      byte[] now = live.read();
      if (Arrays.equals(renewed, now)) {
        return;
      }
      if (now == null || !digest(now).equals(digest)) {
        LOG.warn("{} has changed since a session began that renewed it too: it is left", theirs);
      } else if (isWhole(renewed)) {
        live.replace(now, renewed, live.path().resolveSibling(file.getFileName() + TEMPORARY));
        LOG.info("A session renewed the login {}: it is brought back", theirs);
      }
    }
  }

  /** What a CLI was killed over while it wrote it is no login. */
  private static boolean isWhole(byte[] renewed) {
    try {
      return JSON.readTree(renewed).isObject();
    } catch (IOException cutOff) {
      return false;
    }
  }

  private static String digest(byte[] bytes) {
    return bytes == null ? "" : DigestUtils.sha256Hex(bytes);
  }
}
