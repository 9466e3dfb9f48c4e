package dev.muster.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a server said of itself when the session began, in one line for a person. */
final class Greeting {
  private static final int MOST = 200;

  private Greeting() {}

  /** Name and version, protocol version, capabilities. */
  static String of(McpSchema.InitializeResult said, UnaryOperator<String> clean) {
    var info = said.serverInfo();
    var name = info == null ? "without a name" : info.name() + " " + info.version();
    // Before it is cut: half a secret would not be recognised.
    return bounded(clean.apply(name))
        + ", protocol "
        + bounded(clean.apply(String.valueOf(said.protocolVersion())))
        + ", "
        + capabilities(said.capabilities());
  }

  private static String capabilities(McpSchema.ServerCapabilities can) {
    List<String> names = new ArrayList<>();
    if (can != null) {
      add(names, "tools", can.tools());
      add(names, "resources", can.resources());
      add(names, "prompts", can.prompts());
      add(names, "logging", can.logging());
      add(names, "completions", can.completions());
    }
    return names.isEmpty() ? "no capabilities" : "capabilities " + String.join(" ", names);
  }

  private static void add(List<String> names, String name, Object capability) {
    if (capability != null) {
      names.add(name);
    }
  }

  private static String bounded(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > MOST ? line.substring(0, MOST) + "..." : line;
  }
}
