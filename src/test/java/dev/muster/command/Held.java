package dev.muster.command;

import dev.muster.rehearsal.RequestLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a CLI at work holds: Linux shows it in the environment of its process.
 *
 * @param run whose session it is
 * @param request as it asks the gateway
 */
record Held(String run, HttpRequest request) {
  /** Where a CLI finds the gateway and its token, and how it shows that. */
  private record Way(String url, String token, String path, String header, String before) {
    boolean of(Map<String, String> environment) {
      return environment.containsKey(url) && environment.containsKey(token);
    }

    HttpRequest request(Map<String, String> environment) {
      return HttpRequest.newBuilder(URI.create(environment.get(url) + path))
          .header(header, before + environment.get(token))
          .POST(BodyPublishers.ofString("{}"))
          .build();
    }
  }

  private static final String CHAT = "/chat/completions";
  private static final List<Way> WAYS =
      List.of(
          new Way("OPENAI_BASE_URL", "OPENAI_API_KEY", CHAT, "Authorization", "Bearer "),
          new Way(
              "COPILOT_PROVIDER_BASE_URL",
              "COPILOT_PROVIDER_API_KEY",
              CHAT,
              "Authorization",
              "Bearer "),
          new Way(
              "GOOGLE_GEMINI_BASE_URL",
              "GEMINI_API_KEY",
              "/v1beta/models/any:generateContent",
              "x-goog-api-key",
              ""));
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

  /** How often the CLI has: its agent's other arm is Claude's. */
  static long asked(ChildMuster muster) throws IOException {
    var log = muster.data().resolve("model-server.jsonl");
    if (!Files.exists(log)) {
      return 0;
    }
    return RequestLog.read(log).stream()
        .filter(r -> CliPlan.AGENT.equals(r.role()) && !r.protocol().startsWith("anthropic"))
        .count();
  }

  private static Optional<Held> find(ChildMuster muster) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(Held::environment)
          .filter(e -> e.getOrDefault(ROOM, "").startsWith(muster.data().toString()))
          .flatMap(e -> WAYS.stream().filter(way -> way.of(e)).map(way -> held(e, way)))
          .findFirst();
    }
  }

  private static Held held(Map<String, String> environment, Way way) {
    return new Held(run(environment), way.request(environment));
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
