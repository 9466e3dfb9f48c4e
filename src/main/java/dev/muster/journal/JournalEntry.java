package dev.muster.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * One committed intent to change a file.
 *
 * @param preImage null when there was no file
 * @param madeFolders folders that did not exist before, outermost first
 * @param superseded later writes hold everything that this one put into the file
 */
record JournalEntry(
    long id,
    String scope,
    Path file,
    String cutter,
    List<String> entries,
    byte[] preImage,
    byte[] postImage,
    List<Path> madeFolders,
    boolean superseded) {

  /** An intent that has no number yet. */
  static JournalEntry intent(
      String scope, Path file, String cutter, List<String> entries, byte[] pre, byte[] post) {
    return new JournalEntry(
        0, scope, file, cutter, entries, pre, post, new LiveFile(file).missingFolders(), false);
  }

  /** The same under the number that the database gave. */
  JournalEntry numbered(long number) {
    return new JournalEntry(
        number, scope, file, cutter, entries, preImage, postImage, madeFolders, superseded);
  }

  /** The same without what later writes of the file hold as well: that is theirs now. */
  JournalEntry leaving(List<JournalEntry> later) {
    List<String> rest =
        entries.stream()
            .filter(name -> later.stream().noneMatch(l -> l.entries().contains(name)))
            .toList();
    boolean nothing = superseded || (rest.isEmpty() && !entries.isEmpty());
    return new JournalEntry(
        id, scope, file, cutter, rest, preImage, postImage, madeFolders, nothing);
  }
}
