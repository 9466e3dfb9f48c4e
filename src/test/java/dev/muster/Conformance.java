package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The suite that {@code mvn verify -Pconformance} has installed, and what docs/conformance.md says
 * of each of its scenarios. One scenario per call: all at once they wait for each other's JVMs.
 */
public final class Conformance {
  private static final Path FOLDER = Path.of("target/conformance").toAbsolutePath();
  private static final Path PAGE = Path.of("docs/conformance.md");
  private static final Pattern LISTED = Pattern.compile("^  - (\\S+) \\[.*");
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (.+) \\|$");
  private static final Pattern CLEAN = Pattern.compile("Passed: [1-9]\\d*/\\d+, 0 failed, 0 warn");
  private static final Pattern SLOW = Pattern.compile("Passed: [1-9]\\d*/\\d+, 0 failed, ");
  private static final String PASSES = "passes";
  private static final String DOES_NOT_APPLY = "does not apply: ";
  private static final long LONGEST_SECONDS = 90;

  private Conformance() {}

  /**
   * How the suite judged.
   *
   * @param ended with exit code 0; the suite says so too when it has checked nothing
   */
  public record Verdict(boolean ended, String output) {

    /** Something was checked, and nothing failed or was warned of. */
    public boolean passed() {
      return ended && CLEAN.matcher(output).find();
    }

    /** The same for a scenario whose warnings are about the machine's speed. */
    public boolean passedInTime() {
      return ended && SLOW.matcher(output).find();
    }
  }

  /** A program of the suite's folder. */
  public static Path program(String name) {
    var program = FOLDER.resolve("node_modules/.bin").resolve(name);
    assertThat(program).as("installed by mvn verify -Pconformance").exists();
    return program;
  }

  /** The Node that the suite wants; on a system without such a package, the system's own. */
  public static String node() {
    var own = FOLDER.resolve("node_modules/.bin/node");
    return Files.isExecutable(own) ? own.toString() : "node";
  }

  public static Path folder() {
    return FOLDER;
  }

  /**
   * One test for each scenario of the suite, and one that nothing else is on the page: what the
   * page says of it has to be so.
   *
   * @param side client or server, as the suite and the page's headings name it
   */
  public static Stream<DynamicTest> tests(String side, Predicate<String> passes) {
    var told = told(side);
    var scenarios = scenarios(side);
    var all =
        scenarios.stream()
            .map(name -> DynamicTest.dynamicTest(name, () -> check(told.get(name), name, passes)));
    var page =
        DynamicTest.dynamicTest(
            "the page names these and no others",
            () -> assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(scenarios));
    return Stream.concat(Stream.of(page), all);
  }

  private static void check(String told, String scenario, Predicate<String> passes) {
    assertThat(told).as("what the page says").isNotNull();
    var pass = told.equals(PASSES) || told.startsWith(PASSES + " (");
    if (!pass) {
      assertThat(told).as("a reason").startsWith(DOES_NOT_APPLY).hasSizeGreaterThan(30);
    }
    assertThat(passes.test(scenario)).as("%s: %s", scenario, told).isEqualTo(pass);
  }

  private static Map<String, String> told(String side) {
    try {
      var section = Files.readString(PAGE).split("\n## " + side + "\n", 2)[1].split("\n## ", 2)[0];
      return section
          .lines()
          .map(ROW::matcher)
          .filter(java.util.regex.Matcher::matches)
          .collect(
              Collectors.toMap(
                  row -> row.group(1), row -> row.group(2), (a, b) -> a, TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> scenarios(String side) {
    var lines = run(Map.of(), List.of(node(), program("conformance").toString(), "list"));
    var names = new ArrayList<String>();
    var ours = false;
    for (var line : lines.output().lines().toList()) {
      ours = line.contains(" scenarios (") ? line.toLowerCase().startsWith(side) : ours;
      var listed = LISTED.matcher(line);
      if (ours && listed.matches()) {
        names.add(listed.group(1));
      }
    }
    assertThat(names).hasSizeGreaterThan(20);
    return names;
  }

  /** Runs a command in the suite's folder; in time. */
  public static Verdict run(Map<String, String> environment, List<String> command) {
    try {
      var output = Files.createTempFile("conformance", ".txt");
      var builder =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      var ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      var text = Files.readString(output);
      Files.delete(output);
      return new Verdict(ended && process.exitValue() == 0, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
