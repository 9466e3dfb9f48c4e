package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.journal.Journal.Held;

/** What we last applied, as the journal knows it. */
final class AppliedEntry {
  private AppliedEntry() {}

  /**
   * A server's entry; of a write that noted none, as it stood in the whole file. The file's own
   * dialect does not matter here: it could be read when it was written.
   */
  static JsonNode of(Held held, String server) {
    return held.applied() == null
        ? JsonText.read(held.image(), Dialect.COMMENTS_AND_TRAILING_COMMAS)
            .at(McpFile.SERVERS, server)
        : JsonText.read(held.applied(), Dialect.STRICT).value();
  }
}
