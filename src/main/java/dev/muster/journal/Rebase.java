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
   * What a newer write holds as well is that one's: from its own image on it stays.
   *
   * @param before what the file was before all of ours in it
   */
  void without(JournalEntry gone, byte[] before, List<JournalEntry> later) {
    // The folders that it made go when the last write of the file goes.
    List<Path> folders = gone.madeFolders();
    JournalEntry rest = gone;
    for (JournalEntry e : later) {
      byte[] pre = image(gone, rest, before, e.preImage());
      rest = rest.leaving(List.of(e));
      entries.rebase(
          e.id(),
          pre,
          image(gone, rest, before, e.postImage()),
          Stream.concat(folders.stream(), e.madeFolders().stream()).toList());
      folders = List.of();
    }
  }

  private byte[] image(JournalEntry gone, JournalEntry rest, byte[] before, byte[] image) {
    if (image == null || rest.superseded() || Arrays.equals(image, gone.preImage())) {
      return image;
    }
    if (rest.entries().equals(gone.entries()) && Arrays.equals(image, gone.postImage())) {
      return gone.preImage();
    }
    try {
      return undo.cut(rest, before, image);
    } catch (RuntimeException uncut) {
      return image;
    }
  }
}
