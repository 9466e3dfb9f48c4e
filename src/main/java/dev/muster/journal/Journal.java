package dev.muster.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything that Muster writes outside its database goes through here. A scope is a path such as
 * {@code d1/mcp-installation/qwen-code} or {@code d1/wave-1/backend-developer}; taking back a scope
 * takes back everything below it, newest first.
 */
public interface Journal {

  /**
   * Changes a file atomically (same-folder temporary file, fsync, rename, mode kept, symbolic links
   * followed) after its pre- and post-image are committed. Writers of one file are serialised.
   *
   * @param cutter the {@link Cutter#kind()} that can cut our entries out of a changed file
   * @param entries what is ours in the file, in the cutter's own words
   * @param applied what we put there, in the cutter's own words, to merge with later; null: the
   *     file as a whole says it
   * @param change gets the live bytes (null when there is no file) and gives the new ones;
   *     returning the same bytes writes nothing, and journals it only where another scope has
   *     written all of this: then it stays until the last of them is taken back
   * @throws ScopeClosed when the scope was taken back
   * @throws WriteFailed when the file cannot be read or written, or changed meanwhile; it is left
   *     as it was
   */
  void write(
      String scope,
      Path file,
      String cutter,
      List<String> entries,
      byte[] applied,
      UnaryOperator<byte[]> change);

  /** The same for what is ours as it stands in the file. */
  default void write(
      String scope, Path file, String cutter, List<String> entries, UnaryOperator<byte[]> change) {
    write(scope, file, cutter, entries, null, change);
  }

  /**
   * Undoes every open entry below the scope and closes it; idempotent. An entry that was LEFT stays
   * open and is tried again by the next call.
   */
  List<TakenBack> takeBack(String scope);

  /**
   * Takes one entry of ours out of its files, as taking back does: every write below the scope that
   * holds it is undone, newest first, and all others stay. The scope stays open, so that the entry
   * can be written anew.
   *
   * @param entry in the cutter's own words
   */
  List<TakenBack> takeOut(String scope, String entry);

  /** Opens a scope again for a repeat. */
  void reopen(String scope);

  /** Whether this scope was taken back and not opened again. */
  boolean closed(String scope);

  /**
   * Scopes below the prefix that have entries which are not taken back, LEFT ones included; of all
   * deployments when the prefix is empty.
   */
  List<String> open(String prefix);

  /**
   * The whole file as we last wrote it together with this entry, when that write is not taken back.
   * Tells our own entry from somebody else's of the same name.
   */
  Optional<byte[]> written(Path file, String entry);

  /** The newest write of this file with this entry that is not taken back. */
  Optional<Held> held(Path file, String entry);

  /** All writes below the scope that are not taken back, newest first; of all when it is empty. */
  List<Held> held(String scope);

  /**
   * A write that is not taken back.
   *
   * @param applied null: the image says it
   * @param image the whole file as we wrote it
   */
  record Held(
      String scope,
      Path file,
      String cutter,
      List<String> entries,
      byte[] applied,
      byte[] image,
      Instant at) {}

  /** What happened to one file. */
  record TakenBack(String scope, Path file, How how, String note) {
    /** How an entry was undone. */
    public enum How {
      /** The pre-image's bytes are back (or the file is gone, when there was none). */
      RESTORED,
      /** The file had changed: only our entries were cut out. */
      CUT,
      /** Nothing of ours was left. */
      NOTHING_LEFT,
      /** It could not be undone; the note says why and what a person should do. */
      LEFT
    }
  }
}
