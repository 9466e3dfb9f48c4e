package dev.muster.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * {@code extends: other.yaml}: maps are merged deeply and the extending plan wins, null removes a
 * key, lists are replaced. Every part keeps the file and line that it came from.
 */
final class Extending {
  static final String KEY = "extends";
  private static final int MAX_CHAIN = 5;
  private final Problems problems;

  Extending(Problems problems) {
    this.problems = problems;
  }

  /** The plan with everything that it extends merged in. */
  PlanNode read(Path planFile) {
    return read(planFile, new ArrayList<>());
  }

  private PlanNode read(Path file, List<Path> chain) {
    chain.add(file.toAbsolutePath().normalize());
    var own = BesideFile.prices(file, new PlanYaml(problems).read(file), problems);
    var extended = own.at(KEY);
    if (!extended.there()) {
      return own;
    }
    var base = base(file, extended, chain);
    var lower = base == null ? new PlanNode.Absent(extended.where()) : read(base, chain);
    // Without its base a plan lacks nearly everything; only the broken base is worth telling.
    return lower.there() ? merge(lower, own) : lower;
  }

  private Path base(Path file, PlanNode extended, List<Path> chain) {
    var name = extended.text().orElse("");
    if (!BesideFile.isNamed(name)) {
      problems.add(
          extended.where(),
          "extends " + Problems.quote(name),
          "a plan and its files lie in one folder",
          "name a .yaml file in the same folder, without any path");
      return null;
    }
    var base = file.resolveSibling(name);
    if (chain.contains(base.toAbsolutePath().normalize()) || chain.size() >= MAX_CHAIN) {
      problems.add(
          extended.where(),
          "extends " + Problems.quote(name),
          "the plans extend each other in a circle, or more than " + MAX_CHAIN + " deep",
          "let one plan extend nothing");
      return null;
    }
    return base;
  }

  /** The merged tree. */
  static PlanNode merge(PlanNode base, PlanNode own) {
    if (!(base instanceof PlanNode.Mapping lower) || !(own instanceof PlanNode.Mapping upper)) {
      return own.there() ? own : base;
    }
    var all = new LinkedHashMap<>(lower.all());
    var keys = new LinkedHashMap<>(lower.keys());
    boolean removed = false;
    for (var entry : upper.all().entrySet()) {
      var key = entry.getKey();
      if (!entry.getValue().there() && all.containsKey(key)) {
        all.remove(key);
        keys.remove(key);
        removed = true;
      } else {
        all.merge(key, entry.getValue(), Extending::merge);
        keys.put(key, upper.keys().get(key));
      }
    }
    // A key that the extending plan removed is missing because of the extending plan.
    return new PlanNode.Mapping(removed ? own.where() : base.where(), all, keys);
  }
}
