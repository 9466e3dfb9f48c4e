package dev.muster.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * A folder that we made may hold files of other entries when the entry that made it is taken back:
 * it is left to one of them, so that the last one out removes it.
 */
final class MadeFolders {
  private final JournalEntries entries;

  MadeFolders(JournalEntries entries) {
    this.entries = entries;
  }

  /** Called once the entry is settled and its file is undone. */
  void leave(JournalEntry entry) {
    try {
      var made = entries.folders(entry.id());
      Undo.removeEmpty(made);
      for (int i = made.size() - 1; i >= 0; i--) {
        var folder = made.get(i);
        // Nobody inherits when the last one was settled meanwhile: then it is empty by now.
        if (Files.isDirectory(folder) && !entries.inherit(folder)) {
          Undo.removeEmpty(made.subList(0, i + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an empty folder could not be removed", e);
    }
  }
}
