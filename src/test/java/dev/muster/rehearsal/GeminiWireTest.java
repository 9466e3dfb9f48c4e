package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as Google's reference writes them. */
class GeminiWireTest {
  private static final String MODEL = "gemini-3.5-flash";
  private static final String FIRST =
      """
      {"systemInstruction": {"parts": [{"text": "You report."}]},
       "generationConfig": {"maxOutputTokens": 1024},
       "tools": [{"functionDeclarations": [{"name": "web__get", "description": "GET a page",
         "parameters": {"type": "OBJECT", "properties": {"url": {"type": "STRING"}}, "required": ["url"]}}]}],
       "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}},
       "contents": [{"role": "user", "parts": [{"text": "Weather in Basel?\\n[muster role=reporter task=weather]"}]}]}
      """;
  private static final String SECOND =
      """
      {"contents": [
        {"role": "user", "parts": [{"text": "Weather in Basel?\\n[muster role=reporter task=weather]"}]},
        {"role": "model", "parts": [
          {"text": "I look."},
          {"functionCall": {"name": "web__get", "args": {"url": "x"}}, "thoughtSignature": "c2ln"},
          {"functionCall": {"id": "2", "name": "web__get", "args": {}}}]},
        {"role": "user", "parts": [
          {"functionResponse": {"name": "web__get", "response": {"result": "15 degrees"}}}%s]}]}
      """;
  private static final String OTHER_RESPONSE =
      ", {\"functionResponse\": {\"id\": \"2\", \"name\": \"web__get\", \"response\": {}}}";
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
  void answers_with_a_candidate_that_calls_functions() {
    var body = client.json(client.gemini(MODEL, FIRST));
    assertThat(body.get("modelVersion").asText()).isEqualTo(MODEL);
    assertThat(body.get("responseId").asText()).isNotBlank();
    var candidate = body.at("/candidates/0");
    assertThat(candidate.get("finishReason").asText()).isEqualTo("STOP");
    assertThat(candidate.at("/content/role").asText()).isEqualTo("model");
    assertThat(candidate.at("/content/parts/0/text").asText()).startsWith("I look");
    var call = candidate.at("/content/parts/1/functionCall");
    assertThat(call.get("name").asText()).isEqualTo("web__get");
    assertThat(call.at("/args/days").asInt()).isEqualTo(2);
    assertThat(call.get("id").asText()).isNotBlank();
  }

  @Test
  void counts_cached_input_inside_of_prompt_tokens() {
    var usage = client.json(client.gemini(MODEL, FIRST)).get("usageMetadata");
    var prompt = usage.get("promptTokenCount").asLong();
    assertThat(usage.get("cachedContentTokenCount").asLong()).isBetween(prompt / 2, prompt / 2 + 1);
    assertThat(usage.get("totalTokenCount").asLong())
        .isEqualTo(prompt + usage.get("candidatesTokenCount").asLong());
  }

  @Test
  void function_responses_lead_to_the_next_entry() {
    var body = client.json(client.gemini(MODEL, SECOND.formatted(OTHER_RESPONSE)));
    assertThat(body.at("/candidates/0/content/parts/0/text").asText())
        .isEqualTo("In Basel it is 15 degrees.");
  }

  @Test
  void a_missing_function_response_is_refused_as_the_provider_does() {
    assertThat(message(SECOND.formatted("")))
        .startsWith("Please ensure that the number of function response parts is equal");
  }

  @Test
  void fields_and_schemas_are_held_to_the_reference() {
    assertThat(message(FIRST.replace("\"toolConfig\"", "\"tool_choice\"")))
        .contains("Unknown name \"tool_choice\"");
    var jsonSchema =
        FIRST.replace("\"type\": \"OBJECT\",", "\"type\": \"OBJECT\", \"$schema\": \"x\",");
    assertThat(message(jsonSchema)).contains("Unknown name \"$schema\"");
    assertThat(
            client
                .send(
                    client.gemini(
                        MODEL, jsonSchema.replace("\"parameters\"", "\"parametersJsonSchema\"")))
                .statusCode())
        .isEqualTo(200);
    assertThat(message("{\"contents\": []}")).startsWith("contents:");
  }

  @Test
  void keys_go_in_the_header_or_the_query_and_a_wrong_one_is_401() {
    var path = "/gemini/v1beta/models/" + MODEL + ":generateContent";
    assertThat(client.send(client.post(path + "?key=" + ModelClient.KEY, FIRST)).statusCode())
        .isEqualTo(200);
    var wrong = client.send(client.post(path, FIRST).header("x-goog-api-key", "wrong"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    var error = ModelClient.json(wrong.body()).get("error");
    assertThat(error.get("code").asInt()).isEqualTo(401);
    assertThat(error.get("status").asText()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void streams_as_events_or_as_a_list() {
    var path = "/gemini/v1beta/models/" + MODEL + ":streamGenerateContent";
    var events =
        client.send(
            client.post(path + "?alt=sse", FIRST).header("x-goog-api-key", ModelClient.KEY));
    assertThat(events.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(ModelClient.json(events.body().substring(6)).has("usageMetadata")).isTrue();
    var list = client.json(client.post(path, FIRST).header("x-goog-api-key", ModelClient.KEY));
    assertThat(list.at("/0/candidates/0/finishReason").asText()).isEqualTo("STOP");
  }

  private String message(String body) {
    var response = client.send(client.gemini(MODEL, body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    var error = ModelClient.json(response.body()).get("error");
    assertThat(error.get("status").asText()).isEqualTo("INVALID_ARGUMENT");
    return error.get("message").asText();
  }
}
