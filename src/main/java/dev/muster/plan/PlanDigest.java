package dev.muster.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import org.apache.commons.codec.digest.DigestUtils;

/** The digest that an approval stands on: the merged plan and every byte of its files. */
final class PlanDigest {
  private PlanDigest() {}

  static String of(Plan plan, SortedMap<String, byte[]> files) {
    var sha = DigestUtils.getSha256Digest();
    add(sha, PlanJson.write(plan).getBytes(StandardCharsets.UTF_8));
    files.forEach(
        (path, content) -> {
          add(sha, path.getBytes(StandardCharsets.UTF_8));
          add(sha, content);
        });
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Enough of a text's digest to tell its versions apart. */
  static String brief(String text) {
    return DigestUtils.sha256Hex(text).substring(0, 8);
  }

  /** With its length, so that nothing can move from one part into the next. */
  private static void add(MessageDigest sha, byte[] part) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    sha.update(part);
  }
}
