package dev.muster.client;

import dev.muster.journal.CannotCut;
import dev.muster.journal.Cutter;
import java.util.List;
import org.springframework.stereotype.Component;

/** For files that are ours as a whole: once a person edited one, it is that person's. */
@Component
class WholeFileCutter implements Cutter {
  static final String KIND = "whole-file";

  /** The only entry of such a file. */
  static final String ENTRY = "file";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public byte[] cut(byte[] live, List<String> entries, byte[] preImage) {
    throw new CannotCut("somebody edited the file after Muster wrote it: delete it by hand");
  }
}
