package dev.muster.command;

import dev.muster.rehearsal.RequestLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a CLI at work holds: Linux shows it in the environment of its process.
 *
 * @param run whose session it is
 * @param url the gateway's
 * @param token for it
 */
record Held(String run, String url, String token) {
  private static final String ROOM = "MUSTER_SESSION_ROOM";
  private static final int LONGEST = 4800;

  /** Waits until a CLI of that place has asked its model, which takes its time. */
  static Held awaitIn(ChildMuster muster, Process process, long askedBefore) throws Exception {
    for (int i = 0; i < LONGEST && !process.waitFor(50, TimeUnit.MILLISECONDS); i++) {
      if (asked(muster) > askedBefore) {
        return find(muster).orElseThrow(() -> new AssertionError("who asked is no CLI of ours"));
      }
    }
    throw new AssertionError("no CLI asked; Muster said:\n" + muster.said());
  }

  /** How often the CLI has: its agent's other arm speaks another protocol. */
  static long asked(ChildMuster muster) throws IOException {
    var log = muster.data().resolve("model-server.jsonl");
    return RequestLog.read(log).stream()
        .filter(r -> CliPlan.AGENT.equals(r.role()) && r.protocol().startsWith("openai"))
        .count();
  }

  private static Optional<Held> find(ChildMuster muster) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(Held::environment)
          .filter(e -> e.getOrDefault(ROOM, "").startsWith(muster.data().toString()))
          .filter(e -> e.containsKey("OPENAI_API_KEY"))
          .findFirst()
          .map(e -> new Held(run(e), e.get("OPENAI_BASE_URL"), e.get("OPENAI_API_KEY")));
    }
  }

  /** The room is named by the run and its try. */
  private static String run(Map<String, String> environment) {
    return Path.of(environment.get(ROOM)).getFileName().toString().replaceFirst("\\..*", "");
  }

  private static Map<String, String> environment(Path process) {
    try {
      var bytes = Files.readAllBytes(process.resolve("environ"));
      return Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\0"))
          .map(variable -> variable.split("=", 2))
          .filter(pair -> pair.length == 2)
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
    } catch (IOException notOursOrGone) {
      return Map.of();
    }
  }
}
