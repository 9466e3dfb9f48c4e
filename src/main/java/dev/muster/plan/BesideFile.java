package dev.muster.plan;

import java.nio.file.Path;
import java.util.LinkedHashMap;

/**
 * {@code prices: prices.yaml}: the price book in a file beside the plan. Its rows take the place of
 * the name, so that they are merged, checked and frozen like rows in the plan itself.
 */
final class BesideFile {
  private static final String KEY = "prices";

  private BesideFile() {}

  /** Whether this names a .yaml file in the same folder. */
  static boolean isNamed(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.ya?ml");
  }

  /** The plan with its rows in place. */
  static PlanNode prices(Path planFile, PlanNode plan, Problems problems) {
    var named = plan.at(KEY);
    if (!(plan instanceof PlanNode.Mapping map) || named.text().isEmpty()) {
      return plan;
    }
    var all = new LinkedHashMap<>(map.all());
    all.put(KEY, read(planFile, named, problems));
    return new PlanNode.Mapping(map.where(), all, map.keys());
  }

  private static PlanNode read(Path planFile, PlanNode named, Problems problems) {
    var name = named.text().orElse("");
    if (isNamed(name)) {
      return new PlanYaml(problems).read(planFile.resolveSibling(name));
    }
    problems.add(
        named.where(),
        KEY + " names " + Problems.quote(name),
        "a plan and its files lie in one folder",
        "name a .yaml file in the same folder, without any path, or write the rows here");
    return new PlanNode.Mapping(named.where(), new LinkedHashMap<>(), new LinkedHashMap<>());
  }
}
