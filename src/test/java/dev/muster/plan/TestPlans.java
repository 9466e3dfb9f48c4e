package dev.muster.plan;

import java.nio.file.Path;

/** The small plan for the tests of other rooms, on this machine alone. */
public final class TestPlans {
  private TestPlans() {}

  /**
   * @param changes old text and new text in turns
   */
  public static Path file(Path folder, String... changes) {
    var plan =
        new SmallPlan(folder)
            .with("mcp: [filesystem, linear]", "mcp: [filesystem, sessions]")
            .with(
                "allow: [filesystem__*, linear__*], risky: [linear__delete_issue]",
                "allow: [filesystem__*], risky: [filesystem__edit_file]")
            .with("{kind: qwen-code,", "{kind: qwen-code, home: \"${MUSTER_DATA}/homes/qwen\",");
    for (int i = 0; i < changes.length; i += 2) {
      plan.with(changes[i], changes[i + 1]);
    }
    return plan.file();
  }

  public static FrozenPlan read(Path file) {
    return PlanReader.read(file);
  }
}
