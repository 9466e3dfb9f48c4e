package dev.muster.mcp.oauth;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that holds a file's lock until its input ends. */
final class HeldFile {
  private HeldFile() {}

  public static void main(String[] words) throws Exception {
    try (var channel =
            FileChannel.open(
                Path.of(words[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      System.out.println(lock.isValid() ? "held" : "not held");
      while (System.in.read() >= 0) {}
    }
  }
}
