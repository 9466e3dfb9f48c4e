package dev.muster.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The stable name of this node, kept in its data folder; external tasks are locked under it.
 *
 * @param value letters, digits and dashes
 */
public record NodeId(String value) {

  /** The folder's node id, made up at the first start. */
  static NodeId of(DataFolder folder) {
    Path file = folder.resolve("node-id");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[5];
        new SecureRandom().nextBytes(random);
        PrivateFile.write(file, "n-" + HexFormat.of().formatHex(random) + "\n");
      }
      return new NodeId(Files.readString(file).strip());
    } catch (IOException e) {
      throw new DataFolderUnusable(file, e);
    }
  }
}
