package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.McpSessions.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a server's tools/list came to. A tool that no model could safely be offered is left out and
 * told; a list without measure is a failure.
 */
final class Listing {
  static final int MAX_TOOLS = 2000;
  static final int MAX_DEFINITION = 64 << 10;
  static final int MAX_ALL = 4 << 20;
  static final int MAX_DEPTH = 50;
  private static final int MAX_TOLD = 20;

  /** What the specification recommends; anything else could pass for another server's tool. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  private final String server;
  private final List<Tool> tools = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int seen;
  private int size;

  Listing(String server) {
    this.server = server;
  }

  void add(Tool tool) {
    seen++;
    if (seen > MAX_TOOLS) {
      throw endless("shows more than " + MAX_TOOLS + " tools");
    }
    String why = unusable(tool);
    if (why != null) {
      leftOut.add("tool " + shown(tool.name()) + " is left out: " + why);
      return;
    }
    size += size(tool);
    if (size > MAX_ALL) {
      throw endless("is longer than " + MAX_ALL + " characters in all");
    }
    tools.add(tool);
  }

  McpFailure endless(String how) {
    return new McpFailure(
        Kind.FAILED,
        server
            + ": tools/list "
            + how
            + ". Mend: let the server show fewer tools, most have an option for it",
        null);
  }

  private String unusable(Tool tool) {
    if (tool.name() == null || !NAME.matches(tool.name())) {
      return "its name is not made of letters, digits and _ . - alone";
    }
    if (!names.add(tool.name())) {
      return "its name is there twice";
    }
    if (depth(tool.inputSchema(), 0) > MAX_DEPTH) {
      return "its schema is nested deeper than " + MAX_DEPTH + " levels";
    }
    return size(tool) > MAX_DEFINITION
        ? "its definition has " + size(tool) + " characters, " + MAX_DEFINITION + " are the limit"
        : null;
  }

  private static int size(Tool tool) {
    return tool.name().length()
        + tool.description().length()
        + tool.inputSchema().toString().length();
  }

  /** Looks no deeper than it has to. */
  private static int depth(JsonNode node, int above) {
    int deepest = above;
    if (above <= MAX_DEPTH) {
      for (JsonNode child : node) {
        deepest = Math.max(deepest, depth(child, above + 1));
      }
    }
    return deepest;
  }

  private static String shown(String name) {
    String text = name == null ? "without a name" : name.replaceAll("[^ -~]", "?");
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  List<Tool> tools() {
    return List.copyOf(tools);
  }

  /** For a person; empty when every tool can be used. */
  List<String> leftOut() {
    int more = leftOut.size() - MAX_TOLD;
    if (more <= 0) {
      return List.copyOf(leftOut);
    }
    List<String> told = new ArrayList<>(leftOut.subList(0, MAX_TOLD));
    told.add(more + " more tools are left out");
    return told;
  }
}
