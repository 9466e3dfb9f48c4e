package dev.muster.command;

import dev.muster.plan.Plan;
import dev.muster.rehearsal.ServerFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code --fail GATE} changes outside Muster: cassettes, an endpoint's metering, or a server's
 * release. Workers, tables and processes see nothing of it.
 *
 * @param gate the one that is to fail; null when nothing is wrong on purpose
 * @param plan file name below plans
 * @param overlay cassettes that take others' place
 * @param faults what is wrong with the endpoint of a plan's models
 */
record Spoil(
    String gate, String plan, Map<String, byte[]> overlay, Function<Plan, ServerFaults> faults) {
  private static final double HALF_AGAIN = 1.5;
  private static final String PLAN = "rehearsal.yaml";
  private static final List<String> OVERLAYS =
      List.of("workflow-test", "agent", "wave-1", "wave-2", "feature");

  static Spoil of(String gate) {
    if (gate == null) {
      return healthy(null, PLAN, Map.of());
    }
    if (gate.equals("mcp-installation")) {
      return healthy(gate, "fail-mcp-installation.yaml", Map.of());
    }
    if (gate.equals("deployment")) {
      return new Spoil(gate, PLAN, Map.of(), Spoil::meteringTheMix);
    }
    if (!OVERLAYS.contains(gate)) {
      throw new IllegalArgumentException(
          "--fail takes mcp-installation, deployment, "
              + String.join(", ", OVERLAYS)
              + ", not "
              + gate);
    }
    return healthy(gate, PLAN, read(Home.plans().resolve("cassettes-broken").resolve(gate)));
  }

  private static Spoil healthy(String gate, String plan, Map<String, byte[]> overlay) {
    return new Spoil(gate, plan, overlay, any -> ServerFaults.NONE);
  }

  /**
   * The mix's models cost half as much again, the baseline's do not: too much for the saving, not
   * for tests.
   */
  private static ServerFaults meteringTheMix(Plan plan) {
    var factors = new HashMap<String, Double>();
    plan.models().values().stream()
        .filter(model -> !plan.baseline().shares().containsKey(model.name()))
        .forEach(model -> factors.put(model.id(), HALF_AGAIN));
    return ServerFaults.metering(factors);
  }

  static Map<String, byte[]> read(Path folder) {
    var files = new HashMap<String, byte[]>();
    try (var paths = Files.walk(folder)) {
      for (var file : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return files;
  }
}
