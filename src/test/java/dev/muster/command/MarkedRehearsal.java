package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.secret.SecretsFile;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rehearsal in which every secret is marked. Once it is signed off, a second deployment meets a
 * world that repeats all that it is told; what Muster shows is read while it runs, and what it
 * wrote when it has ended.
 */
final class MarkedRehearsal implements AutoCloseable {
  private static final Pattern SERVED = Pattern.compile("Muster goes on at (http://[^/]+)/");
  private static final List<String> GENERATED =
      List.of(
          RehearsalHome.ADMIN,
          RehearsalHome.APPROVER,
          RehearsalHome.KEY,
          "LINEAR_TOKEN",
          "SUPABASE_TOKEN",
          "HF_TOKEN");
  private static final List<String> ENVIRONMENT =
      List.of("HOSTILE_OPUS", "HOSTILE_SONNET", "HOSTILE_QWEN", "HOSTILE_DIES");
  private static final List<String> FILE =
      List.of(
          "HOSTILE_GEMINI",
          "HOSTILE_COPILOT",
          "HOSTILE_SERENA",
          "HOSTILE_CONTEXT",
          "HOSTILE_LINEAR",
          "HOSTILE_SUPABASE");

  /** The one client file in which the plan lets a value stand in clear, by resolveSecrets. */
  private static final Path RESOLVED = Path.of("hostile/copilot-cli/.copilot/mcp-config.json");

  private final Marks marks = new Marks();
  private final Set<String> commandLines = new ConcurrentSkipListSet<>();
  private final ChildMuster muster;
  private final HostileWorld world;
  private Crawl crawl;
  private String hostile;
  private String models;
  private String resolved = "";
  private MarkedRemains remains;

  MarkedRehearsal(ChildMuster muster) {
    this.muster = muster;
    this.world = new HostileWorld(muster.plans(), marks);
    mark(muster, marks);
    ENVIRONMENT.forEach(name -> muster.with(name, marks.of(name)));
    muster.with("HOSTILE_HOOK", marks.word("HOSTILE_HOOK"));
    var file = SecretsFile.at(muster.data().resolve("secrets.env"));
    FILE.forEach(name -> file.store(name, marks.of(name)));
  }

  /** What a rehearsal would make at random for itself. */
  static void mark(ChildMuster muster, Marks marks) {
    DataFolder.at(muster.data());
    var kept = new java.util.TreeMap<String, String>();
    GENERATED.forEach(name -> kept.put(name, marks.of(name)));
    new KeptFile(muster.data().resolve("rehearsal.properties")).write(kept);
  }

  /** Once it serves: asks for trouble, and reads whatever it shows. */
  void meetTheWorld() {
    var served = SERVED.matcher(muster.said());
    if (!served.find()) {
      return;
    }
    crawl = new Crawl(served.group(1), "admin", marks.of(RehearsalHome.ADMIN));
    world.inClear().forEach(plan -> start(plan));
    models = started("hostile-models.yaml");
    hostile = started("hostile-servers.yaml");
    until(() -> asks(models, "DECIDE_") && asks(hostile, "PROVIDE_CREDENTIALS"));
    personalToken();
    resolved = read(muster.data().resolve(RESOLVED));
    crawl.all(deployments());
    for (var id : List.of(models, hostile)) {
      crawl.post("/api/deployments/" + id + "/abort", "application/json", "");
      until(() -> !status(id).equals("RUNNING"));
      crawl.get("/deployments/" + id);
      crawl.get("/api/deployments/" + id + "/evidence");
    }
  }

  private String started(String plan) {
    var answer = start(plan);
    if (!answer.hasNonNull("id")) {
      throw new AssertionError(plan + " is refused: " + answer);
    }
    return answer.get("id").asText();
  }

  private JsonNode start(String plan) {
    var form = "{\"planFile\": \"" + world.plan(plan) + "\"}";
    return crawl.tree(crawl.post("/api/deployments", "application/json", form));
  }

  private List<String> deployments() {
    return crawl.tree(crawl.get("/api/deployments")).findValuesAsText("id");
  }

  private String status(String id) {
    for (var deployment : crawl.tree(crawl.get("/api/deployments"))) {
      if (deployment.path("id").asText().equals(id)) {
        return deployment.path("status").asText();
      }
    }
    return "";
  }

  private boolean asks(String id, String kind) {
    for (var asked : crawl.tree(crawl.get("/api/approvals"))) {
      if (asked.path("deploymentId").asText().equals(id)
          && asked.path("kind").asText().startsWith(kind)) {
        return true;
      }
    }
    return false;
  }

  /** Used well and badly; the answer that gives it is the one place where it may stand. */
  private void personalToken() {
    var issue =
        "/api/gateway/tokens?agent=backend-developer&model=qwen&usd=1&deployment=" + hostile;
    var issued = crawl.tree(crawl.post(issue, "application/json", ""));
    crawl.seen().keySet().removeIf(name -> name.contains(issue));
    var token = issued.path("token").asText();
    marks.known("personal token", token.substring(token.indexOf('.') + 1));
    var gateway = Crawl.bearing(issued.path("base").asText(), token);
    gateway.get("/models?key=" + token);
    gateway.post("/chat/completions?key=" + token, "application/json", "{\"model\": \"" + token);
    gateway.post(
        "/chat/completions",
        "application/json",
        "{\"model\": \"qwen\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");
    int n = 0;
    for (var answer : gateway.seen().values()) {
      crawl.seen().put("gateway " + ++n, answer);
    }
  }

  private static void until(BooleanSupplier so) {
    var end = System.nanoTime() + 180_000_000_000L;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to that");
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Until it ends, who is started by it and how. */
  void watch(Process process) {
    var watch =
        new Thread(
            () -> {
              while (process.isAlive()) {
                Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .forEach(p -> p.info().commandLine().ifPresent(commandLines::add));
                pause();
              }
            },
            "command-lines");
    watch.setDaemon(true);
    watch.start();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all that is left of it. */
  void search() {
    remains = new MarkedRemains(muster, marks);
    commandLines.forEach(line -> remains.look("command line", line));
    crawl.seen().forEach((page, answer) -> remains.look("page " + page, answer));
    remains.search();
  }

  /** All that was found. */
  MarkedRemains remains() {
    return remains;
  }

  HostileWorld world() {
    return world;
  }

  Set<String> pages() {
    return crawl.seen().keySet();
  }

  Set<String> commandLines() {
    return commandLines;
  }

  /** Whether the client's file held its value, as long as it was there. */
  boolean wasResolved() {
    return !marks.in("it", resolved.getBytes(StandardCharsets.UTF_8)).isEmpty();
  }

  @Override
  public void close() {
    world.close();
  }
}
