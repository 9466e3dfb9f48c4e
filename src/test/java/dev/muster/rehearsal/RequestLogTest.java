package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
  @TempDir Path folder;

  @Test
  void a_request_is_in_the_file_before_it_is_answered() throws Exception {
    var file = folder.resolve("log.jsonl");
    var settings = settings(file).withLatency(Duration.ofSeconds(60), Map.of());
    try (var server = server(settings)) {
      var client = new ModelClient(server.url());
      var chat = ModelClient.chat("m", "judge", "weather");
      var answer = client.sendAsync(client.openai(chat).header("X-Muster-Attempt", "a-17"));
      Awaitility.await().until(() -> !RequestLog.read(file).isEmpty());
      assertThat(answer).isNotDone();
      var entry = RequestLog.read(file).get(0);
      assertThat(entry.protocol()).isEqualTo("openai-chat");
      assertThat(entry.model()).isEqualTo("m");
      assertThat(entry.role()).isEqualTo("judge");
      assertThat(entry.task()).isEqualTo("weather");
      assertThat(entry.index()).isZero();
      assertThat(entry.status()).isEqualTo(200);
      assertThat(entry.bytes()).isEqualTo(chat.length());
      assertThat(entry.attempt()).isEqualTo("a-17");
      assertThat(server.log()).containsExactly(entry);
    }
  }

  @Test
  void refused_requests_are_logged_too() throws Exception {
    try (var server = server(settings(folder.resolve("log.jsonl")))) {
      var client = new ModelClient(server.url());
      client.send(client.post("/openai/v1/chat/completions", "{}"));
      client.send(client.openai(ModelClient.chat("m", "nobody", "weather")));
      client.send(client.openai("{}"));
      client.send(client.post("/elsewhere", "{}"));
      assertThat(server.log()).extracting(LogEntry::status).containsExactly(401, 501, 400, 404);
      assertThat(server.log().get(1).role()).isEqualTo("nobody");
      assertThat(server.received()).isEqualTo(4);
    }
  }

  @Test
  void a_server_on_the_same_file_goes_on_and_leaves_out_a_torn_line() throws Exception {
    var file = folder.resolve("deep/log.jsonl");
    call(file);
    Files.writeString(file, "{\"time\":\"2026-1", StandardOpenOption.APPEND);
    call(file);
    try (var server = server(settings(file))) {
      assertThat(server.received()).isEqualTo(2);
    }
    assertThat(RequestLog.read(file)).hasSize(2);
  }

  @Test
  void every_answered_request_is_in_the_file_after_kill_9() throws Exception {
    var file = folder.resolve("log.jsonl");
    var process = otherJvm(file);
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
      var client = new ModelClient(lines.readLine());
      int answered = 0;
      for (int i = 0; i < 30; i++) {
        var chat = ModelClient.chat("m" + i, "judge", "weather");
        answered += client.send(client.openai(chat)).statusCode() == 200 ? 1 : 0;
      }
      client.sendAsync(client.openai(ModelClient.chat("last", "judge", "weather")));
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(answered).isEqualTo(30);
      assertThat(RequestLog.read(file).size()).isBetween(30, 31);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A server in a JVM of its own, which prints its address. */
  static final class OtherJvm {
    public static void main(String[] arguments) throws Exception {
      var server = server(settings(Path.of(arguments[0])));
      System.out.println(server.url());
      System.in.read();
      server.close();
    }
  }

  private static Process otherJvm(Path file) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var command =
        Stream.of(java, "-Xmx200m", "-cp", classPath, OtherJvm.class.getName(), file.toString());
    return new ProcessBuilder(command.toList())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void call(Path file) throws Exception {
    try (var server = server(settings(file))) {
      var client = new ModelClient(server.url());
      client.send(client.openai(ModelClient.chat("m", "judge", "weather")));
    }
  }

  private static ModelServer server(ModelServerSettings settings) {
    return ModelServer.start(Cassettes.of(Played.files()), settings, Clock.systemUTC());
  }

  private static ModelServerSettings settings(Path file) {
    return ModelServerSettings.of(ModelClient.KEY, file);
  }
}
