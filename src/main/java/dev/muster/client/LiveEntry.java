package dev.muster.client;

import dev.muster.journal.Journal.Held;
import dev.muster.journal.Journal.TakenBack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One server's entry as it stands in a file, whatever that file's own dialect is. */
final class LiveEntry {
  private static final Dialect LENIENT = Dialect.COMMENTS_AND_TRAILING_COMMAS;

  private LiveEntry() {}

  /**
   * The entry's text where it is not what we wrote: members, comments and layout of others in it.
   *
   * @throws Unreadable when the file is broken
   */
  static Optional<String> changed(Held held, String server) {
    Optional<String> wrote = McpFile.value(JsonText.read(held.image(), LENIENT), server);
    return text(held.file(), server).filter(live -> !Optional.of(live).equals(wrote));
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
