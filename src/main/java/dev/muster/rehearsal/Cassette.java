package dev.muster.rehearsal;

import java.util.List;
import java.util.Optional;

/** One transcript: entry n is said when a request holds n assistant messages. */
public record Cassette(String role, String task, List<Said> messages) {

  /** The entry for a request that holds so many assistant messages. */
  public Optional<Said> at(int index) {
    return index < messages.size() ? Optional.of(messages.get(index)) : Optional.empty();
  }
}
