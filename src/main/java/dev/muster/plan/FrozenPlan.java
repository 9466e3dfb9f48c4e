package dev.muster.plan;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan with every file that it reaches, as it was when a deployment started.
 *
 * @param digest SHA-256 (hex) over the merged plan and all files; references are not resolved in it
 * @param files path relative to the plan's folder, with forward slashes, to content
 */
public record FrozenPlan(String digest, Plan plan, SortedMap<String, byte[]> files) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{MUSTER_[A-Z0-9_]+}");

  /** The folder of a check's own files, another one each time that a check runs. */
  private static final String OF_EACH_CHECK = "${MUSTER_CHECK}";

  /** The places that the plan and its prompts refer to, as {@code ${MUSTER_NAME}}, sorted. */
  public SortedSet<String> places() {
    var prompts =
        files.entrySet().stream()
            .filter(file -> file.getKey().endsWith(".md"))
            .map(file -> new String(file.getValue(), StandardCharsets.UTF_8));
    return Stream.concat(Stream.of(PlanJson.write(plan)), prompts)
        .flatMap(text -> PLACE.matcher(text).results())
        .map(MatchResult::group)
        .filter(place -> !place.equals(OF_EACH_CHECK))
        .collect(Collectors.toCollection(TreeSet::new));
  }

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
