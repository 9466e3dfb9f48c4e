package dev.muster.journal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * When an older write is taken back before newer ones of the same file, the newer ones' images are
 * rewritten as if the older had never been; otherwise their pre-image would bring it back.
 */
final class Rebase {
  private final Undo undo;
  private final JournalEntries entries;

  Rebase(Undo undo, JournalEntries entries) {
    this.undo = undo;
    this.entries = entries;
  }

  /**
   * @param before what the file was before all of ours in it
   */
  void without(JournalEntry gone, byte[] before, List<JournalEntry> later) {
    // The folders that it made go when the last write of the file goes.
    List<Path> folders = gone.madeFolders();
    for (JournalEntry e : later) {
      entries.rebase(
          e.id(),
          image(gone, before, e.preImage()),
          image(gone, before, e.postImage()),
          Stream.concat(folders.stream(), e.madeFolders().stream()).toList());
      folders = List.of();
    }
  }

  private byte[] image(JournalEntry gone, byte[] before, byte[] image) {
    if (image == null || Arrays.equals(image, gone.postImage())) {
      return image == null ? null : gone.preImage();
    }
    if (Arrays.equals(image, gone.preImage())) {
      return image;
    }
    try {
      return undo.cut(gone, before, image);
    } catch (RuntimeException uncut) {
      return image;
    }
  }
}
