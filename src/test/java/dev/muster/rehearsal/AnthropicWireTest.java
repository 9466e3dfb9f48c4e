package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as Anthropic's reference writes them. */
class AnthropicWireTest {
  private static final String FIRST =
      """
      {"model": "claude-sonnet-5", "max_tokens": 1024,
       "system": [{"type": "text", "text": "You report.", "cache_control": {"type": "ephemeral"}}],
       "tools": [{"name": "web__get", "description": "GET a page",
                  "input_schema": {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]}}],
       "tool_choice": {"type": "auto"},
       "messages": [{"role": "user", "content": [{"type": "text", "text": "Weather in Basel?\\n[muster role=reporter task=weather]"}]}]}
      """;
  private static final String SECOND =
      """
      {"model": "claude-sonnet-5", "max_tokens": 1024,
       "messages": [
        {"role": "user", "content": "Weather in Basel?\\n[muster role=reporter task=weather]"},
        {"role": "assistant", "content": [
          {"type": "text", "text": "I look at the weather first."},
          {"type": "tool_use", "id": "toolu_01A", "name": "web__get", "input": {"url": "x"}}]},
        {"role": "user", "content": [
          {"type": "tool_result", "tool_use_id": "%s", "content": "15 degrees", "is_error": false}]}]}
      """;
  @TempDir Path folder;
  private ModelServer server;
  private ModelClient client;

  @BeforeEach
  void start() {
    var settings =
        ModelServerSettings.of(ModelClient.KEY, folder.resolve("log.jsonl")).withCachedShare(0.5);
    server = ModelServer.start(Cassettes.of(Played.files()), settings, Clock.systemUTC());
    client = new ModelClient(server.url());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void answers_with_text_and_tool_use_blocks() {
    var response = client.send(client.anthropic(FIRST));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("request-id").orElseThrow()).startsWith("req_");
    var body = ModelClient.json(response.body());
    assertThat(body.get("id").asText()).startsWith("msg_01");
    assertThat(body.get("type").asText()).isEqualTo("message");
    assertThat(body.get("role").asText()).isEqualTo("assistant");
    assertThat(body.get("model").asText()).isEqualTo("claude-sonnet-5");
    assertThat(body.get("stop_reason").asText()).isEqualTo("tool_use");
    assertThat(body.get("stop_sequence").isNull()).isTrue();
    assertThat(body.at("/content/0/text").asText()).isEqualTo("I look at the weather first.");
    assertThat(body.at("/content/1/type").asText()).isEqualTo("tool_use");
    assertThat(body.at("/content/1/id").asText()).startsWith("toolu_01");
    assertThat(body.at("/content/1/input/days").asInt()).isEqualTo(2);
    assertThat(body.at("/content/1/id")).isNotEqualTo(body.at("/content/2/id"));
  }

  @Test
  void counts_cached_input_outside_of_input_tokens() {
    var usage = client.json(client.anthropic(FIRST)).get("usage");
    var cached = usage.get("cache_read_input_tokens").asLong();
    var input = usage.get("input_tokens").asLong();
    assertThat(cached).isBetween(input - 1, input + 1).isPositive();
    assertThat(usage.get("cache_creation_input_tokens").asLong()).isZero();
    assertThat(usage.get("output_tokens").asLong()).isPositive();
  }

  @Test
  void a_tool_result_leads_to_the_next_entry() {
    var body = client.json(client.anthropic(SECOND.formatted("toolu_01A")));
    assertThat(body.get("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(body.at("/content/0/text").asText()).isEqualTo("In Basel it is 15 degrees.");
  }

  @Test
  void a_tool_use_without_its_result_is_refused_as_the_provider_does() {
    var response = client.send(client.anthropic(SECOND.formatted("toolu_other")));
    assertThat(response.statusCode()).isEqualTo(400);
    var body = ModelClient.json(response.body());
    assertThat(body.get("type").asText()).isEqualTo("error");
    assertThat(body.at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(body.at("/error/message").asText()).contains("tool_use_id", "toolu_other");
    assertThat(body.get("request_id").asText()).startsWith("req_");
  }

  @Test
  void an_error_that_says_nothing_is_refused_as_the_provider_does() {
    var silent = SECOND.formatted("toolu_01A").replace("15 degrees", "");
    assertThat(client.send(client.anthropic(silent)).statusCode()).isEqualTo(200);
    assertThat(
            message(client.anthropic(silent.replace("\"is_error\": false", "\"is_error\": true"))))
        .contains("content cannot be empty if `is_error` is true");
  }

  @Test
  void fields_and_headers_are_held_to_the_reference() {
    assertThat(message(client.anthropic(FIRST.replace("\"tools\"", "\"functions\""))))
        .isEqualTo("functions: Extra inputs are not permitted");
    assertThat(message(client.anthropic(FIRST.replace("\"max_tokens\": 1024,", ""))))
        .isEqualTo("max_tokens: Field required");
    assertThat(message(client.anthropic(FIRST.replace("web__get", "web.get")))).contains("pattern");
    var noVersion =
        client.post("/anthropic/v1/messages", FIRST).header("x-api-key", ModelClient.KEY);
    assertThat(message(noVersion)).isEqualTo("anthropic-version: header is required");
  }

  @Test
  void a_bearer_token_is_a_key_too_and_a_wrong_one_is_401() {
    var path = "/anthropic/v1/messages";
    var bearer =
        client
            .post(path, FIRST)
            .header("Authorization", "Bearer " + ModelClient.KEY)
            .header("anthropic-version", "2023-06-01");
    assertThat(client.send(bearer).statusCode()).isEqualTo(200);
    var wrong = client.send(client.post(path, FIRST).header("x-api-key", "wrong"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(ModelClient.json(wrong.body()).at("/error/type").asText())
        .isEqualTo("authentication_error");
  }

  @Test
  void an_answer_over_max_tokens_is_cut_off() {
    var body = client.json(client.anthropic(FIRST.replace("1024", "3")));
    assertThat(body.get("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(body.at("/content/0/text").asText()).isEqualTo("I look at");
    assertThat(body.at("/usage/output_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void streams_the_same_answer_as_events() {
    var request = FIRST.replace("\"max_tokens\"", "\"stream\": true, \"max_tokens\"");
    var response = client.send(client.anthropic(request));
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body().lines().filter(line -> line.startsWith("event: ")))
        .startsWith("event: message_start")
        .contains("event: content_block_delta")
        .endsWith("event: content_block_stop", "event: message_delta", "event: message_stop");
    assertThat(response.body()).contains("\"partial_json\"", "\"stop_reason\":\"tool_use\"");
  }

  private String message(java.net.http.HttpRequest.Builder request) {
    var response = client.send(request);
    assertThat(response.statusCode()).isEqualTo(400);
    return ModelClient.json(response.body()).at("/error/message").asText();
  }
}
