package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as OpenAI's reference writes them. */
class OpenAiWireTest {
  private static final String FIRST =
      """
      {"model": "gpt-5-mini", "max_completion_tokens": 1024, "tool_choice": "auto",
       "tools": [{"type": "function", "function": {"name": "web__get", "description": "GET a page",
         "parameters": {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]}}}],
       "messages": [
         {"role": "developer", "content": "You report."},
         {"role": "user", "content": [{"type": "text", "text": "Weather in Basel?\\n[muster role=reporter task=weather]"}]}]}
      """;
  private static final String SECOND =
      """
      {"model": "gpt-5-mini", "messages": [
         {"role": "system", "content": "You report."},
         {"role": "user", "content": "Weather in Basel?\\n[muster role=reporter task=weather]"},
         {"role": "assistant", "content": null, "tool_calls": [
           {"id": "call_1", "type": "function", "function": {"name": "web__get", "arguments": "{\\"url\\":\\"x\\"}"}},
           {"id": "call_2", "type": "function", "function": {"name": "web__get", "arguments": "{}"}}]},
         {"role": "tool", "tool_call_id": "call_1", "content": "15 degrees"},
         {"role": "tool", "tool_call_id": "%s", "content": "windy"}]}
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
  void answers_with_a_choice_that_calls_tools() {
    var body = client.json(client.openai(FIRST));
    assertThat(body.get("id").asText()).startsWith("chatcmpl-");
    assertThat(body.get("object").asText()).isEqualTo("chat.completion");
    assertThat(body.get("created").isIntegralNumber()).isTrue();
    assertThat(body.get("model").asText()).isEqualTo("gpt-5-mini");
    var choice = body.at("/choices/0");
    assertThat(choice.get("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(choice.at("/message/content").asText()).startsWith("I look");
    var call = choice.at("/message/tool_calls/0");
    assertThat(call.get("id").asText()).startsWith("call_");
    assertThat(call.get("type").asText()).isEqualTo("function");
    assertThat(call.at("/function/name").asText()).isEqualTo("web__get");
    var arguments = call.at("/function/arguments");
    assertThat(arguments.isTextual()).isTrue();
    assertThat(ModelClient.json(arguments.asText()).get("days").asInt()).isEqualTo(2);
  }

  @Test
  void counts_cached_input_inside_of_prompt_tokens() {
    var usage = client.json(client.openai(FIRST)).get("usage");
    var prompt = usage.get("prompt_tokens").asLong();
    var cached = usage.at("/prompt_tokens_details/cached_tokens").asLong();
    assertThat(cached).isBetween(prompt / 2, prompt / 2 + 1).isPositive();
    assertThat(usage.get("total_tokens").asLong())
        .isEqualTo(prompt + usage.get("completion_tokens").asLong());
    assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asLong()).isZero();
  }

  @Test
  void tool_messages_lead_to_the_next_entry() {
    var choice = client.json(client.openai(SECOND.formatted("call_2"))).at("/choices/0");
    assertThat(choice.get("finish_reason").asText()).isEqualTo("stop");
    assertThat(choice.at("/message/content").asText()).isEqualTo("In Basel it is 15 degrees.");
    assertThat(choice.get("message").has("tool_calls")).isFalse();
  }

  @Test
  void unanswered_tool_calls_are_refused_as_the_provider_does() {
    assertThat(
            message(
                SECOND.replace(
                    ",\n   {\"role\": \"tool\", \"tool_call_id\": \"%s\", \"content\": \"windy\"}",
                    "")))
        .isEqualTo(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to"
                + " each 'tool_call_id'. The following tool_call_ids did not have response"
                + " messages: call_2");
    assertThat(message(SECOND.formatted("call_9"))).contains("messages with role 'tool'");
    var longId = "call_" + "a".repeat(36);
    assertThat(message(SECOND.replace("call_1", longId).formatted("call_2")))
        .contains("string too long", "maximum length 40", "length 41");
  }

  @Test
  void fields_are_held_to_the_reference() {
    assertThat(message(FIRST.replace("\"tool_choice\"", "\"toolChoice\"")))
        .isEqualTo("Unrecognized request argument supplied: toolChoice");
    assertThat(message(FIRST.replace("web__get", "web.get"))).contains("pattern");
    assertThat(message("{\"model\": \"m\"")).startsWith("the body is not JSON");
  }

  @Test
  void a_wrong_or_missing_key_is_401() {
    for (var header : new String[] {"Bearer wrong", "Basic x"}) {
      var request =
          client.post("/openai/v1/chat/completions", FIRST).header("Authorization", header);
      var response = client.send(request);
      assertThat(response.statusCode()).isEqualTo(401);
      var error = ModelClient.json(response.body()).get("error");
      assertThat(error.get("code").asText()).isEqualTo("invalid_api_key");
      assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
      assertThat(error.has("param")).isTrue();
    }
    assertThat(client.send(client.post("/openai/v1/chat/completions", FIRST)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void streams_chunks_and_usage_only_when_asked() {
    var stream = FIRST.replace("\"tool_choice\"", "\"stream\": true, \"tool_choice\"");
    var plain = client.send(client.openai(stream)).body();
    assertThat(plain).endsWith("data: [DONE]\n\n").doesNotContain("\"usage\"");
    var asked =
        stream.replace("\"stream\"", "\"stream_options\": {\"include_usage\": true}, \"stream\"");
    var chunks =
        client
            .send(client.openai(asked))
            .body()
            .lines()
            .filter(l -> l.startsWith("data: {"))
            .toList();
    var last = ModelClient.json(chunks.get(chunks.size() - 1).substring(6));
    assertThat(last.get("choices")).isEmpty();
    assertThat(last.at("/usage/total_tokens").asLong()).isPositive();
    assertThat(last.get("object").asText()).isEqualTo("chat.completion.chunk");
    assertThat(chunks.get(chunks.size() - 2)).contains("\"finish_reason\":\"tool_calls\"");
  }

  private String message(String body) {
    var response = client.send(client.openai(body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return ModelClient.json(response.body()).at("/error/message").asText();
  }
}
