package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of the shipped plan is removed, renamed and given a wrong value, one at a time. */
class SpoiledPlanTest {
  private static final Path PLANS = Path.of("plans");
  @TempDir private Path folder;
  private String text;

  @BeforeEach
  void copyPlan() throws IOException {
    text = Files.readString(PLANS.resolve("multi-model-swarm.yaml"));
    try (var walk = Files.walk(PLANS)) {
      for (var file : walk.filter(Files::isRegularFile).toList()) {
        var copy = folder.resolve(PLANS.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private Map<String, Object> fresh() {
    return asMap(EditorsYaml.yaml().load(text));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object value) {
    return (Map<String, Object>) value;
  }

  /** One path for each place in the plan; of things under chosen names only the first. */
  private List<List<Object>> places() {
    var seen = new TreeSet<String>();
    var places = new ArrayList<List<Object>>();
    walk(
        fresh(),
        List.of(),
        path -> {
          boolean chosen = path.size() > 1 && !Character.isDigit(path.get(1).toString().charAt(0));
          var kind = chosen ? path.get(0) + " " + path.subList(2, path.size()) : path.toString();
          if (path.size() <= 2 || seen.add(kind)) {
            places.add(path);
          }
        });
    return places;
  }

  private static void walk(Object value, List<Object> path, Consumer<List<Object>> each) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, below) -> step(below, path, key, each));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), plus(path, i), each);
      }
    }
  }

  private static void step(
      Object value, List<Object> path, Object key, Consumer<List<Object>> each) {
    each.accept(plus(path, key));
    walk(value, plus(path, key), each);
  }

  private static List<Object> plus(List<Object> path, Object key) {
    var longer = new ArrayList<>(path);
    longer.add(key);
    return List.copyOf(longer);
  }

  private Map<String, Object> owner(Map<String, Object> plan, List<Object> path) {
    Object at = plan;
    for (var step : path.subList(0, path.size() - 1)) {
      at = at instanceof List<?> list ? list.get((Integer) step) : ((Map<?, ?>) at).get(step);
    }
    return asMap(at);
  }

  /** The check never throws, and what it lets pass can be read. */
  private List<Problem> check(Map<String, Object> plan) throws IOException {
    var file = Files.writeString(folder.resolve("spoiled.yaml"), EditorsYaml.yaml().dump(plan));
    var problems = PlanCheck.check(file);
    if (problems.isEmpty()) {
      assertThat(PlanReader.read(file).digest()).hasSize(64);
    }
    assertThat(problems).allMatch(p -> p.line() > 0 && !p.toString().contains("\n"));
    return problems;
  }

  @Test
  void the_plan_is_without_faults_before() throws IOException {
    assertThat(check(fresh())).isEmpty();
    assertThat(places()).hasSizeGreaterThan(150);
  }

  @Test
  void a_removed_key_is_a_problem_where_it_is_needed() throws IOException {
    var optional = new TreeSet<String>();
    for (var path : places()) {
      var plan = fresh();
      owner(plan, path).remove(path.get(path.size() - 1));
      if (check(plan).isEmpty()) {
        optional.add(path.get(0) + "/" + path.get(path.size() - 1));
      }
    }
    assertThat(optional.stream().filter(o -> o.startsWith("gates/")).toList())
        .containsExactly("gates/repeats");
    assertThat(optional)
        .doesNotContain(
            "waves/waves", "agents/mix", "agents/prompt", "models/price", "tasks/checks");
  }

  @Test
  void a_renamed_key_is_always_a_problem() throws IOException {
    for (var path : places()) {
      var plan = fresh();
      var owner = owner(plan, path);
      var renamed = new LinkedHashMap<>(owner);
      var key = path.get(path.size() - 1);
      renamed.clear();
      owner.forEach((name, value) -> renamed.put(name.equals(key) ? "No such key" : name, value));
      owner.clear();
      owner.putAll(renamed);
      assertThat(check(plan)).as(path.toString()).isNotEmpty();
    }
  }

  /** Each place gets two of the wrong values in turn, which keeps the test short. */
  @Test
  void a_wrong_value_is_never_a_stack_trace() {
    var wrong = new ArrayList<Object>(List.of("\u0007 no", -1));
    wrong.add(null);
    wrong.add(Map.of("a", Map.of("b", List.of())));
    int turn = 0;
    int passed = 0;
    for (var path : places()) {
      for (int i = 0; i < 2; i++) {
        passed += passes(path, wrong.get(turn++ % wrong.size())) ? 1 : 0;
      }
      turn++;
    }
    assertThat(passed).isLessThan(places().size() / 3);
  }

  private boolean passes(List<Object> path, Object value) {
    try {
      var plan = fresh();
      owner(plan, path).put((String) path.get(path.size() - 1), value);
      return check(plan).isEmpty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
