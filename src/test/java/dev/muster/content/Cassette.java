package dev.muster.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** A cassette as a test reads it. */
record Cassette(Path file, List<Entry> entries) {

  record Entry(String text, List<Call> tools) {}

  record Call(String name, Map<String, Object> arguments) {

    /** The server of {@code server__tool}. */
    String server() {
      return name.substring(0, name.indexOf("__"));
    }

    String argument(String key) {
      return (String) arguments.get(key);
    }
  }

  static final Path PLANS = Path.of("plans");

  static Cassette read(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      Map<String, List<Map<String, Object>>> root = new Yaml().load(reader);
      if (!root.keySet().equals(Set.of("messages"))) {
        throw new IllegalArgumentException(file + ": only messages, not " + root.keySet());
      }
      return new Cassette(file, root.get("messages").stream().map(e -> entry(file, e)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cassette of a role and task, from the overlay when it has one. */
  static Cassette of(String overlay, String role, String task) {
    var name = role + "." + task + ".yaml";
    var spoiled = PLANS.resolve("cassettes-broken").resolve(overlay).resolve(name);
    return read(Files.exists(spoiled) ? spoiled : PLANS.resolve("cassettes").resolve(name));
  }

  List<Call> calls() {
    return entries.stream().flatMap(e -> e.tools().stream()).toList();
  }

  @SuppressWarnings("unchecked")
  private static Entry entry(Path file, Map<String, Object> entry) {
    if (!List.of("text", "tools").containsAll(entry.keySet()) || entry.isEmpty()) {
      throw new IllegalArgumentException(file + ": text and tools, not " + entry.keySet());
    }
    var tools = (List<Map<String, Object>>) entry.getOrDefault("tools", List.of());
    var calls =
        tools.stream()
            .map(t -> new Call((String) t.get("name"), (Map<String, Object>) t.get("arguments")))
            .toList();
    return new Entry((String) entry.get("text"), calls);
  }
}
