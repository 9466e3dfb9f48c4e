package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;

/**
 * Rehearsals as processes of their own, two side by side. They begin together in the background;
 * each test waits for its own.
 */
final class Rehearsals implements AutoCloseable {
  private final Map<String, Future<Rehearsed>> runs = new TreeMap<>();
  private final ExecutorService two = Executors.newFixedThreadPool(2);
  private final Path folder;

  Rehearsals(Path folder) {
    this.folder = folder;
  }

  /** What is left of a rehearsal. */
  record Rehearsed(
      ChildMuster muster,
      List<ChildMuster.Ended> ended,
      JsonNode status,
      JsonNode before,
      Map<String, String> homes) {
    ChildMuster.Ended last() {
      return ended.get(ended.size() - 1);
    }
  }

  /** Begins one without an option of the command line. */
  void rehearse(String name, Class<?> program) {
    var muster = place(name).running(program);
    runs.put(name, two.submit(() -> run(muster, List.of(List.of()))));
  }

  /** Begins one that goes on serving, with marked secrets, until all that it shows was read. */
  MarkedRehearsal rehearseMarked(String name) {
    var muster = place(name);
    var marked = new MarkedRehearsal(muster);
    runs.put(name, two.submit(() -> run(muster, marked)));
    return marked;
  }

  private static Rehearsed run(ChildMuster muster, MarkedRehearsal marked) {
    var homes = muster.homes();
    var words =
        waiting("--approve").stream().map(w -> w.equals("REPORT") ? path(muster, "report-0") : w);
    var ended =
        muster.stoppedAfter(
            "Muster goes on at", marked::watch, marked::meetTheWorld, words.toArray(String[]::new));
    marked.search();
    return new Rehearsed(muster, List.of(ended), muster.status("report-0"), null, homes);
  }

  /** Begins one with a spoiled gate. */
  void spoil(String gate) {
    rehearse(gate, options("--approve", "--fail", gate));
  }

  static List<String> options(String... options) {
    var words = waiting(options);
    words.add("--exit");
    return words;
  }

  /** One that somebody stops at its first question. */
  static List<String> waiting(String... options) {
    var words = new ArrayList<>(List.of("rehearse", "--latency", "5", "--report", "REPORT"));
    words.addAll(List.of(options));
    return words;
  }

  void rehearse(String name, List<String> command) {
    rehearse(name, List.of(command), place(name));
  }

  /** One after the other in one place. */
  void rehearseAll(String name, List<List<String>> commands) {
    rehearse(name, commands, place(name));
  }

  private void rehearse(String name, List<List<String>> commands, ChildMuster muster) {
    runs.put(name, two.submit(() -> run(muster, commands)));
  }

  private ChildMuster place(String name) {
    var muster = ChildMuster.in(folder.resolve(name));
    muster.owns("qwen-code/.qwen/settings.json", "{\n\t// mine\n\t\"theme\": \"dark\"\n}\n");
    muster.owns("claude-code/.claude/agents/mine.md", "---\nname: mine\n---\n\nMine.\n");
    muster.owns(
        "mcporter/.mcporter/mcporter.json",
        "{\"mcpServers\": {\"mine\": {\"command\": \"mine\"}}}");
    return muster;
  }

  private static Rehearsed run(ChildMuster muster, List<List<String>> commands) {
    var homes = muster.homes();
    var ended = new ArrayList<ChildMuster.Ended>();
    JsonNode before = null;
    JsonNode status = null;
    for (var command : commands) {
      var report = "report-" + ended.size();
      var words = command.stream().map(w -> w.equals("REPORT") ? path(muster, report) : w).toList();
      ended.add(run(muster, words.toArray(String[]::new)));
      before = status;
      status = muster.status(words.isEmpty() ? "data/rehearsal/report" : report);
    }
    return new Rehearsed(muster, ended, status, before, homes);
  }

  private static ChildMuster.Ended run(ChildMuster muster, String... words) {
    if (words.length == 0 || List.of(words).contains("--exit")) {
      return muster.run(words);
    }
    var stopped = muster.stoppedAt("waiting: ", words);
    muster.with(RehearsalHome.ADMIN, "another").with(RehearsalHome.APPROVER, "another");
    return stopped;
  }

  private static String path(ChildMuster muster, String report) {
    return muster.place(report).toString();
  }

  Rehearsed of(String name) throws Exception {
    return runs.get(name).get();
  }

  /** Each one's place, once it has ended. */
  List<ChildMuster> places() throws Exception {
    var places = new ArrayList<ChildMuster>();
    for (var run : runs.values()) {
      places.add(run.get().muster());
    }
    return places;
  }

  /** The gate failed, and nothing is left of the deployment but its report. */
  static void failed(String gate, Rehearsed rehearsed) {
    var verdicts = new ArrayList<String>();
    rehearsed.status().get("gates").forEach(g -> verdicts.add(name(g) + " " + verdict(g)));
    assertThat(rehearsed.last().code()).as(rehearsed.last().output()).isEqualTo(1);
    assertThat(verdicts).as("%s", rehearsed.status()).contains(gate + " FAIL");
    takenBack(rehearsed);
  }

  static void takenBack(Rehearsed rehearsed) {
    assertThat(all(rehearsed.status(), "agents", "status"))
        .hasSize(10)
        .doesNotContain("ACTIVE", "CANARY", "PROVISIONING");
    assertThat(rehearsed.status().get("status").asText()).isEqualTo("TAKEN_BACK");
    assertThat(rehearsed.muster().homes()).isEqualTo(rehearsed.homes());
  }

  private static String name(JsonNode gate) {
    return gate.get("name").asText();
  }

  private static String verdict(JsonNode gate) {
    return gate.get("verdict").asText();
  }

  static List<String> all(JsonNode status, String rows, String field) {
    return StreamSupport.stream(status.get(rows).spliterator(), false)
        .map(row -> row.get(field).asText())
        .toList();
  }

  static String measurement(JsonNode status, String gate, String criterion) {
    for (var row : status.get("gates")) {
      for (var measured : row.get("measurements")) {
        if (name(row).equals(gate) && measured.get("criterion").asText().equals(criterion)) {
          return measured.get("verdict").asText();
        }
      }
    }
    throw new AssertionError("gate " + gate + " has no " + criterion + ": " + status.get("gates"));
  }

  @Override
  public void close() {
    two.shutdownNow();
  }
}
