package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.json;
import static dev.muster.model.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Protocol;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Its limit of an answer bounds no thought. */
  @ParameterizedTest
  @CsvSource({
    "200, 500, {'max_tokens':300;'enable_thinking':true;'thinking_budget':200}",
    "499, 500, {'max_tokens':250;'enable_thinking':true;'thinking_budget':250}",
    "900, 500, {'max_tokens':100;'enable_thinking':true;'thinking_budget':400}",
    "600, 500, {'max_tokens':250;'enable_thinking':true;'thinking_budget':250}",
    "600, 900, {'max_tokens':400;'enable_thinking':true;'thinking_budget':500}",
    "600, 1000, {'max_tokens':400;'enable_thinking':true;'thinking_budget':600}",
    "0, 500, {'max_tokens':500;'enable_thinking':false}",
    ", 500, {'max_tokens':500}"
  })
  void what_dashscope_may_think_is_bounded_and_a_part_of_the_output(
      Integer thinks, int most, String sent) {
    var body = json("{}");
    OutputLimit.write(thinking(thinks), most, (ObjectNode) body);

    assertThat(body).isEqualTo(json(sent.replace(';', ',')));
  }

  /** Many of DashScope's models think in streams only. */
  @Test
  void a_model_that_thinks_is_asked_for_a_stream_whatever_is_asked_of_it() {
    assertThat(body(ask(thinking(300))).path("stream").asBoolean()).isTrue();
    assertThat(body(ask(thinking(0))).has("stream")).isFalse();
  }

  @Test
  void a_model_that_thinks_is_not_asked_for_json_by_a_field_that_it_refuses() {
    assertThat(body(ask(thinking(300)).withAnswerSchema(SCHEMA)).has("response_format")).isFalse();
    assertThat(body(ask(thinking(0)).withAnswerSchema(SCHEMA)).has("response_format")).isTrue();
  }

  /** Accounts may have another default, at another price. */
  @Test
  void the_standard_tier_is_asked_for_by_name_where_there_are_others() {
    assertThat(body(ask(openAi("openai"))).path("service_tier").asText()).isEqualTo("default");
    assertThat(body(ask(openAi("openrouter"))).has("service_tier")).isFalse();
    var claude = body(ask(model(Protocol.ANTHROPIC_MESSAGES, "m", "unused")));
    assertThat(claude.path("service_tier").asText()).isEqualTo("standard_only");
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_CHAT, {'service_tier':'default'}, true",
    "OPENAI_CHAT, {'service_tier':'priority'}, false",
    "OPENAI_CHAT, {'service_tier':'flex'}, false",
    "OPENAI_CHAT, {'service_tier':'on_demand'}, true",
    "ANTHROPIC_MESSAGES, {'service_tier':'standard'}, true",
    "ANTHROPIC_MESSAGES, {'service_tier':'priority'}, false",
    "ANTHROPIC_MESSAGES, {'inference_geo':'us'}, false",
    "ANTHROPIC_MESSAGES, {'inference_geo':'not_available'}, true"
  })
  void what_another_tier_answered_is_not_measured(Protocol protocol, String tier, boolean known) {
    var request = ask(model(protocol, "m", "unused"));
    var told = (ObjectNode) json(tier);
    var body =
        protocol == Protocol.OPENAI_CHAT
            ? told.setAll(
                (ObjectNode)
                    json(
                        "{'choices':[{'message':{'content':'Hi'}}],"
                            + "'usage':{'prompt_tokens':3,'completion_tokens':2}}"))
            : ((ObjectNode) json("{'content':[{'type':'text','text':'Hi'}]}"))
                .set("usage", told.put("input_tokens", 3).put("output_tokens", 2));
    var usage = Wires.all().of(request.model()).answer(request, body).usage();

    assertThat(usage != null).isEqualTo(known);
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

  /** The next call begins with all of this one, and finds what this one wrote. */
  @Test
  void anthropic_caches_a_conversation_to_its_end_and_the_mark_moves_on() {
    var first = body(talk(1));
    var next = body(talk(2));

    assertThat(marked(first)).containsExactly(0, 2);
    assertThat(marked(next)).containsExactly(2, 4);
    var begins = unmarked(first.path("messages"));
    assertThat(unmarked(next.path("messages")))
        .startsWith(begins.substring(0, begins.length() - 1));
    assertThat(next.toString().split("cache_control", -1)).as("4 marks").hasSize(5);
  }

  /** A judge or a pre-flight asks once: a mark would cost a quarter more and help nobody. */
  @Test
  void anthropic_caches_no_conversation_that_nobody_goes_on_with() {
    var talk = talk(3);
    var alone =
        new ChatRequest(
            talk.model(), "Judge.", talk.messages(), List.of(), 500, Duration.ofSeconds(20));
    assertThat(marked(body(alone))).isEmpty();
    var little = anthropic("Be brief.", "short");
    assertThat(marked(body(little))).isEmpty();
  }

  private static ChatRequest talk(int turns) {
    var all = new ArrayList<Message>(List.of(new Message.User("Read all.")));
    for (int i = 0; i < turns; i++) {
      var call = new ToolCall("id" + i, "git__log", json("{}"));
      all.add(new Message.Assistant("", List.of(call)));
      all.add(new Message.Tools(List.of(new ToolResult("id" + i, "git__log", LONG, false))));
    }
    var like = anthropic(LONG, LONG);
    return new ChatRequest(
        like.model(), like.system(), all, like.tools(), 500, Duration.ofSeconds(20));
  }

  /** Numbers of the messages whose last block is marked; no other block may be. */
  private static List<Integer> marked(JsonNode body) {
    var marked = new ArrayList<Integer>();
    for (int i = 0; i < body.path("messages").size(); i++) {
      var content = body.path("messages").get(i).path("content");
      for (int b = 0; b < content.size(); b++) {
        if (content.get(b).has("cache_control")) {
          assertThat(b).isEqualTo(content.size() - 1);
          marked.add(i);
        }
      }
    }
    return marked;
  }

  private static String unmarked(JsonNode messages) {
    return messages.toString().replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "");
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

  private static Model thinking(Integer tokens) {
    return TestModels.openAi("alibaba", tokens);
  }

  private static Model openAi(String provider) {
    return TestModels.openAi(provider, null);
  }

  private static ObjectNode body(ChatRequest request) {
    return Wires.all().of(request.model()).body(request);
  }
}
