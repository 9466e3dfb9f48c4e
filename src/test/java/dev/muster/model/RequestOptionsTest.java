package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.json;
import static dev.muster.model.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Protocol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a request may ask for besides text, and where each protocol wants it. */
class RequestOptionsTest {
  private static final JsonNode SCHEMA =
      json(
          "{'type':'object','properties':{'score':{'type':'number'}},'required':['score'],"
              + "'additionalProperties':false}");
  private static final String LONG = "Be thorough. ".repeat(400);

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_MESSAGES, /output_config/format/type, json_schema, /output_config/format/schema",
    "OPENAI_CHAT, /response_format/type, json_schema, /response_format/json_schema/schema",
    "GEMINI_GENERATE, /generationConfig/responseMimeType, application/json,"
        + " /generationConfig/responseJsonSchema"
  })
  void a_schema_is_asked_for(Protocol protocol, String place, String word, String schema) {
    var body = body(ask(model(protocol, "m", "unused")).withAnswerSchema(SCHEMA));

    assertThat(body.at(place).asText()).isEqualTo(word);
    assertThat(body.at(schema)).isEqualTo(SCHEMA);
  }

  @Test
  void who_promises_json_only_is_asked_for_json_only() {
    var format = body(ask(openAi("alibaba")).withAnswerSchema(SCHEMA)).path("response_format");

    assertThat(format).isEqualTo(json("{'type':'json_object'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_MESSAGES, /temperature",
    "OPENAI_CHAT, /temperature",
    "GEMINI_GENERATE, /generationConfig/temperature"
  })
  void a_temperature_is_sent_only_when_asked_for(Protocol protocol, String place) {
    var plain = ask(model(protocol, "m", "unused"));

    assertThat(body(plain).at(place).isMissingNode()).isTrue();
    assertThat(body(plain.withTemperature(0.2)).at(place).asDouble()).isEqualTo(0.2);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void nothing_is_asked_for_that_was_not(Protocol protocol) {
    var body = body(ask(model(protocol, "m", "unused"))).toString();

    assertThat(body)
        .doesNotContain("stream")
        .doesNotContain("cache_control")
        .doesNotContain("schema")
        .doesNotContain("format");
  }

  @Test
  void anthropic_caches_a_long_system_prompt_and_long_tools() {
    var body = body(anthropic(LONG, LONG));

    assertThat(body.at("/system/0/text").asText()).isEqualTo(LONG);
    assertThat(body.at("/system/0/cache_control")).isEqualTo(json("{'type':'ephemeral'}"));
    assertThat(body.at("/tools/0").has("cache_control")).isFalse();
    assertThat(body.at("/tools/1/cache_control")).isEqualTo(json("{'type':'ephemeral'}"));
  }

  @Test
  void anthropic_tools_and_system_that_are_long_together_are_cached_at_the_system() {
    var body = body(anthropic(LONG.substring(0, 3000), LONG.substring(0, 1000)));

    assertThat(body.at("/system/0/cache_control").isObject()).isTrue();
    assertThat(body.path("tools").toString()).doesNotContain("cache_control");
  }

  @Test
  void anthropic_prefixes_are_the_same_bytes_in_every_call() {
    assertThat(body(anthropic(LONG, LONG)).toString())
        .isEqualTo(body(anthropic(LONG, LONG)).toString());
  }

  private static ChatRequest anthropic(String system, String description) {
    var schema = json("{'type':'object','properties':{}}");
    return new ChatRequest(
        model(Protocol.ANTHROPIC_MESSAGES, "claude-sonnet-5", "unused"),
        system,
        List.of(new Message.User("Hi")),
        List.of(
            new ToolSpec("git__log", description, schema), new ToolSpec("git__diff", "d", schema)),
        500,
        Duration.ofSeconds(20));
  }

  private static Model openAi(String provider) {
    var like = model(Protocol.OPENAI_CHAT, "qwen3-coder-plus", "unused");
    return new Model(
        "qwen",
        provider,
        "qwen",
        like.protocol(),
        like.id(),
        List.of(),
        "unused",
        null,
        like.billing(),
        "qwen",
        1,
        1,
        1,
        false,
        null);
  }

  private static JsonNode body(ChatRequest request) {
    return Wires.all().of(request.model()).body(request);
  }
}
