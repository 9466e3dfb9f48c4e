package dev.muster.plan;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A plan with every file that it reaches, as it was when a deployment started.
 *
 * @param digest SHA-256 (hex) over the merged plan and all files; references are not resolved in it
 * @param files path relative to the plan's folder, with forward slashes, to content
 */
public record FrozenPlan(String digest, Plan plan, SortedMap<String, byte[]> files) {

  /** The files below a folder, by path relative to that folder. */
  public Map<String, byte[]> folder(String folder) {
    var prefix = folder.endsWith("/") ? folder : folder + "/";
    var found = new TreeMap<String, byte[]>();
    files.tailMap(prefix).entrySet().stream()
        .takeWhile(e -> e.getKey().startsWith(prefix))
        .forEach(e -> found.put(e.getKey().substring(prefix.length()), e.getValue()));
    return found;
  }
}
