package dev.muster.command;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The person's browser, where the machine has one; the address is printed anyway. */
final class Browser {
  private static final List<String> OPENERS = List.of("xdg-open", "open");

  private Browser() {}

  static void open(URI address) {
    for (var opener : OPENERS) {
      try {
        new ProcessBuilder(opener, address.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        return;
      } catch (IOException notHere) {
        // The next one; without any, the person copies the address.
      }
    }
  }
}
