package dev.muster.toolbelt;

import dev.muster.toolbelt.Tool.Effect;
import java.util.List;

/** The suite's own tools, as far as a tool of ours can be one: it answers text or fails. */
final class SuiteTools implements ToolServer {
  @Override
  public String name() {
    return "suite";
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        tool("test_simple_text", () -> "This is a simple text response for testing."),
        tool(
            "test_error_handling",
            () -> {
              throw new ToolFailed("This tool intentionally returns an error for testing");
            }));
  }

  private interface Answering {
    String text();
  }

  private static Tool tool(String name, Answering answering) {
    return new Tool(
        name, name, Parameters.of(), Effect.READS, (run, arguments) -> answering.text());
  }
}
