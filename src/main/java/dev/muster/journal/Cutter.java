package dev.muster.journal;

import java.util.List;

/** Cuts what is ours out of a file that somebody else changed after us. */
public interface Cutter {

  /** The word under which journal entries name it. */
  String kind();

  /**
   * The live bytes without our entries, every other byte kept; null when the file should go.
   *
   * @param preImage what the file was before all that we have in it, null when there was none
   */
  byte[] cut(byte[] live, List<String> entries, byte[] preImage);
}
