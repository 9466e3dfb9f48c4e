package dev.muster.journal;

import dev.muster.journal.Journal.TakenBack;
import dev.muster.journal.Journal.TakenBack.How;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Undoes one entry on disk; the caller holds the file's lock. */
final class Undo {
  private final Map<String, Cutter> cutters;

  Undo(Map<String, Cutter> cutters) {
    this.cutters = cutters;
  }

  /**
   * Never throws: what cannot be undone is LEFT, with the reason.
   *
   * @param before what the file was before all of ours in it; null when there was none
   */
  TakenBack undo(JournalEntry entry, byte[] before, boolean keepFolders) {
    LiveFile file = new LiveFile(entry.file());
    try {
      Files.deleteIfExists(temporary(entry));
      TakenBack done = undo(entry, before, file, file.read());
      if (!keepFolders) {
        removeEmpty(entry.madeFolders());
      }
      return done;
    } catch (CannotCut refused) {
      return told(entry, How.LEFT, refused.getMessage());
    } catch (IOException | RuntimeException failed) {
      return told(entry, How.LEFT, "cannot be taken back: " + reason(failed));
    }
  }

  private TakenBack undo(JournalEntry entry, byte[] before, LiveFile file, byte[] live)
      throws IOException {
    if (entry.superseded()) {
      return told(entry, How.NOTHING_LEFT, "what it wrote was written by others since, and stays");
    }
    if (Arrays.equals(live, entry.preImage())) {
      return told(entry, How.NOTHING_LEFT, null);
    }
    if (live == null) {
      return told(entry, How.NOTHING_LEFT, "somebody deleted the file");
    }
    if (Arrays.equals(live, entry.postImage())) {
      put(entry, file, live, entry.preImage());
      return told(entry, How.RESTORED, null);
    }
    byte[] rest = cut(entry, before, live);
    if (Arrays.equals(rest, live)) {
      return told(entry, How.NOTHING_LEFT, "the file changed and holds nothing of ours");
    }
    put(entry, file, live, rest);
    return told(
        entry, How.CUT, "the file changed after us: only " + entry.entries() + " was cut out");
  }

  /** The bytes without the entry's own parts; null when the file should go. */
  byte[] cut(JournalEntry entry, byte[] before, byte[] bytes) {
    if (entry.superseded()) {
      return bytes;
    }
    Cutter cutter = cutters.get(entry.cutter());
    if (cutter == null) {
      throw new CannotCut(
          "the file changed after us and nothing here can cut " + entry.cutter() + " entries");
    }
    return cutter.cut(bytes, entry.entries(), before);
  }

  static Path temporary(JournalEntry entry) {
    return entry.file().resolveSibling("." + entry.file().getFileName() + ".muster-" + entry.id());
  }

  private static void put(JournalEntry entry, LiveFile file, byte[] live, byte[] bytes)
      throws IOException {
    if (bytes == null) {
      file.delete(live);
    } else {
      file.replace(live, bytes, temporary(entry));
    }
  }

  /** Folders that we made go again unless somebody else put something there. */
  static void removeEmpty(List<Path> made) throws IOException {
    for (int i = made.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(made.get(i));
      } catch (DirectoryNotEmptyException used) {
        return;
      }
    }
  }

  static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static TakenBack told(JournalEntry entry, How how, String note) {
    return new TakenBack(entry.scope(), entry.file(), how, note);
  }
}
