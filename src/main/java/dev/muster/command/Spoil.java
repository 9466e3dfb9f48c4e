package dev.muster.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code --fail GATE} changes outside Muster: cassettes, an endpoint's metering, or a server's
 * release. Workers, tables and processes see nothing of it.
 *
 * @param plan file name below plans
 * @param overlay cassettes that take others' place
 * @param metersMix true: the endpoint meters the mix's models twentyfold
 */
record Spoil(String plan, Map<String, byte[]> overlay, boolean metersMix) {
  static final double TWENTYFOLD = 20;
  private static final String PLAN = "rehearsal.yaml";
  private static final List<String> OVERLAYS =
      List.of("workflow-test", "agent", "wave-1", "wave-2", "feature");

  static Spoil of(String gate) {
    if (gate == null) {
      return new Spoil(PLAN, Map.of(), false);
    }
    if (gate.equals("mcp-installation")) {
      return new Spoil("fail-mcp-installation.yaml", Map.of(), false);
    }
    if (gate.equals("deployment")) {
      return new Spoil(PLAN, Map.of(), true);
    }
    if (!OVERLAYS.contains(gate)) {
      throw new IllegalArgumentException(
          "--fail takes mcp-installation, deployment, "
              + String.join(", ", OVERLAYS)
              + ", not "
              + gate);
    }
    return new Spoil(PLAN, read(Home.plans().resolve("cassettes-broken").resolve(gate)), false);
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
