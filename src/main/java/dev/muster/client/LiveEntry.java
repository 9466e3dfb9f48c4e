package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.journal.Journal.Held;
import dev.muster.journal.Journal.TakenBack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One server's entry as it stands in a file, whatever that file's own dialect is. */
final class LiveEntry {
  private static final Dialect LENIENT = Dialect.COMMENTS_AND_TRAILING_COMMAS;

  private LiveEntry() {}

  /**
   * The entry's text where it is more than what we applied: members, comments and layout of others
   * in it, also those that our last write found there and kept.
   *
   * @throws Unreadable when the file is broken
   */
  static Optional<String> changed(Held held, String server) {
    Optional<String> wrote = McpFile.value(JsonText.read(held.image(), LENIENT), server);
    JsonNode applied = AppliedEntry.of(held, server);
    return text(held.file(), server)
        .filter(live -> !Optional.of(live).equals(wrote) || !isOnly(applied, live));
  }

  /** Without comments, too. */
  private static boolean isOnly(JsonNode applied, String live) {
    try {
      return JsonText.read(live.getBytes(StandardCharsets.UTF_8), Dialect.STRICT)
          .value()
          .equals(applied);
    } catch (Unreadable commented) {
      return false;
    }
  }

  /** A person removed it; of a file that cannot be read nobody knows. */
  static boolean isGone(Held held, String server) {
    try {
      return text(held.file(), server).isEmpty();
    } catch (Unreadable | UncheckedIOException e) {
      return false;
    }
  }

  /** Why the entry is there although it was taken out; empty: it is not. */
  static Optional<String> left(String file, String server, List<TakenBack> done) {
    Optional<String> why =
        done.stream()
            .filter(one -> one.how() == TakenBack.How.LEFT)
            .map(TakenBack::note)
            .findFirst();
    if (why.isPresent()) {
      return why;
    }
    return text(Path.of(file), server)
        .map(
            there ->
                "somebody else, or another deployment, put a server "
                    + server
                    + " there: take it out by hand");
  }

  static Optional<String> text(Path file, String server) {
    try {
      return Files.exists(file)
          ? McpFile.value(JsonText.read(JsonText.bytes(file), LENIENT), server)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
