package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.tokens.Tokens;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelServerTest {
  private static final String GEMINI_CHAT =
      """
      {"contents": [{"role": "user", "parts": [{"text": "Do it.\\n[muster role=%s task=%s]"}]}]}
      """;
  private static final String ANTHROPIC_CHAT =
      """
      {"model": "claude-x", "max_tokens": 99,
       "messages": [{"role": "user", "content": "Do it.\\n[muster role=%s task=%s]"}]}
      """;
  @TempDir Path folder;
  private ModelServer server;
  private ModelClient client;

  private void start(ModelServerSettings settings) {
    server = ModelServer.start(Cassettes.of(Played.files()), settings, Clock.systemUTC());
    client = new ModelClient(server.url());
  }

  private ModelServerSettings settings() {
    return ModelServerSettings.of(ModelClient.KEY, folder.resolve("log.jsonl"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void role_and_task_select_the_cassette_and_the_model_only_the_persona() {
    start(settings());
    for (var model : List.of("gpt-5-mini", "any-other-model")) {
      var body = client.json(client.openai(ModelClient.chat(model, "judge", "weather")));
      assertThat(body.at("/choices/0/message/content").asText())
          .isEqualTo("{\"score\": 8.5, \"reasons\": \"complete\"}");
      assertThat(body.get("model").asText()).isEqualTo(model);
    }
  }

  @Test
  void only_the_last_marker_of_the_first_user_message_counts() {
    start(settings());
    var request =
        """
        {"model": "m", "messages": [
          {"role": "user", "content": "Quoted: [muster role=x task=y]\\n[muster role=reporter task=weather]"},
          {"role": "assistant", "content": "yes"},
          {"role": "user", "content": "[muster role=judge task=weather]"}]}
        """;
    assertThat(client.json(client.openai(request)).at("/choices/0/message/content").asText())
        .isEqualTo("In Basel it is 15 degrees.");
  }

  @Test
  void what_no_cassette_answers_is_501_and_names_the_keys_tried() {
    start(settings());
    var openai = client.send(client.openai(ModelClient.chat("m", "nobody", "weather")));
    assertThat(openai.statusCode()).isEqualTo(501);
    assertThat(ModelClient.json(openai.body()).at("/error/message").asText())
        .isEqualTo("no cassette answers: tried nobody.weather.yaml, message 0 (no such file)");
    var gemini = client.send(client.gemini("g", GEMINI_CHAT.formatted("nobody", "weather")));
    assertThat(gemini.statusCode()).isEqualTo(501);
    assertThat(gemini.body()).contains("UNIMPLEMENTED", "nobody.weather.yaml");
    var anthropic = client.send(client.anthropic(ANTHROPIC_CHAT.formatted("judge", "wether")));
    assertThat(anthropic.statusCode()).isEqualTo(501);
    assertThat(anthropic.body()).contains("\"type\":\"error\"", "judge.wether.yaml");
  }

  @Test
  void a_conversation_longer_than_its_cassette_is_501() {
    start(settings());
    var request =
        """
        {"model": "m", "messages": [
          {"role": "user", "content": "[muster role=judge task=weather]"},
          {"role": "assistant", "content": "8"}, {"role": "user", "content": "sure?"}]}
        """;
    var response = client.send(client.openai(request));
    assertThat(response.statusCode()).isEqualTo(501);
    assertThat(response.body()).contains("judge.weather.yaml, message 1 (it has 1)");
    var unmarked = request.replace("[muster role=judge task=weather]", "hello");
    assertThat(client.send(client.openai(unmarked)).body()).contains("role=ROLE task=TASK");
  }

  @Test
  void the_usage_factor_multiplies_exactly() throws Exception {
    start(settings());
    var plain = usages();
    server.close();
    start(settings().withUsageFactor(2));
    var doubled = usages();
    assertThat(plain).allSatisfy((name, count) -> assertThat(count).isPositive());
    plain.forEach((name, count) -> assertThat(doubled).containsEntry(name, 2 * count));
  }

  @Test
  void a_fault_can_meter_one_model_wrongly() {
    start(settings().withFaults(ServerFaults.metering(Map.of("g", 20.0))));
    var right = tokens(client.gemini("other", GEMINI_CHAT.formatted("judge", "weather")));
    var wrong = tokens(client.gemini("g", GEMINI_CHAT.formatted("judge", "weather")));
    assertThat(wrong.asLong()).isEqualTo(20 * right.asLong());
  }

  @Test
  void usage_counts_system_tools_messages_and_answer_with_one_tokenizer() {
    start(settings());
    var tokens = new Tokens();
    var usage = usages();
    var message = "{\"role\":\"user\",\"content\":\"Do it.\\n[muster role=judge task=weather]\"}";
    assertThat(usage.get("prompt_tokens")).isEqualTo((long) tokens.count(message));
    var said = "{\"score\": 8.5, \"reasons\": \"complete\"}";
    assertThat(usage.get("completion_tokens")).isEqualTo((long) tokens.count(said));
    assertThat(usage.get("output_tokens")).isEqualTo((long) tokens.count(said));
    assertThat(usage.get("candidatesTokenCount")).isEqualTo((long) tokens.count(said));
    assertThat(tokens.count("<|endoftext|>")).isGreaterThan(1);
  }

  @Test
  void usage_can_be_missing_in_each_protocol() {
    start(settings().withFaults(ServerFaults.missingUsage()));
    for (var request : oneOfEach()) {
      var response = client.send(request);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).doesNotContainIgnoringCase("usage");
    }
  }

  @Test
  void another_model_can_answer() {
    start(settings().withFaults(ServerFaults.answeringAs("sneaky-1")));
    for (var request : oneOfEach()) {
      assertThat(client.send(request).body()).contains("\"sneaky-1\"");
    }
  }

  @Test
  void twenty_calls_overlap_fully() {
    start(settings().withLatency(Duration.ofMillis(300), Map.of()));
    client.send(client.openai(ModelClient.chat("warm-up", "judge", "weather")));
    var started = System.nanoTime();
    var calls =
        IntStream.range(0, 20)
            .mapToObj(i -> client.openai(ModelClient.chat("m" + i, "judge", "weather")))
            .map(client::sendAsync)
            .toList();
    calls.forEach(CompletableFuture::join);
    var took = Duration.ofNanos(System.nanoTime() - started);
    assertThat(took).isBetween(Duration.ofMillis(295), Duration.ofMillis(5 * 300));
  }

  @Test
  void latency_is_set_per_model_and_errors_do_not_wait() {
    var slow = Map.of("slow", Duration.ofMillis(400));
    start(settings().withLatency(Duration.ofSeconds(30), slow));
    var started = System.nanoTime();
    client.send(client.openai(ModelClient.chat("slow", "judge", "weather")));
    client.send(client.openai(ModelClient.chat("other", "nobody", "weather")));
    var took = Duration.ofNanos(System.nanoTime() - started);
    assertThat(took).isBetween(Duration.ofMillis(395), Duration.ofSeconds(20));
  }

  @Test
  void other_paths_and_methods_are_refused() {
    start(settings());
    var chat = ModelClient.chat("m", "judge", "weather");
    assertThat(client.send(client.post("/v1/messages", chat)).statusCode()).isEqualTo(404);
    var models = client.post("/openai/v1/models", chat);
    var authorized = models.header("Authorization", "Bearer " + ModelClient.KEY);
    assertThat(client.send(authorized).statusCode()).isEqualTo(404);
    assertThat(client.send(client.openai(chat).GET()).statusCode()).isEqualTo(405);
  }

  private List<HttpRequest.Builder> oneOfEach() {
    return List.of(
        client.anthropic(ANTHROPIC_CHAT.formatted("judge", "weather")),
        client.openai(ModelClient.chat("m", "judge", "weather")),
        client.gemini("g", GEMINI_CHAT.formatted("judge", "weather")));
  }

  private JsonNode tokens(HttpRequest.Builder request) {
    return client.json(request).at("/usageMetadata/totalTokenCount");
  }

  /** The token counts of one answer in each protocol, by the protocol's own name. */
  private Map<String, Long> usages() {
    var found = new TreeMap<String, Long>();
    for (var request : oneOfEach()) {
      var body = client.json(request);
      var usage = body.has("usage") ? body.get("usage") : body.get("usageMetadata");
      usage.properties().forEach(count -> keep(found, count));
    }
    return found;
  }

  private static void keep(Map<String, Long> found, Map.Entry<String, JsonNode> count) {
    if (count.getValue().isIntegralNumber() && count.getValue().asLong() > 0) {
      found.put(count.getKey(), count.getValue().asLong());
    }
  }
}
