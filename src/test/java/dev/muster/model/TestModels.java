package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Models, conversations and answers of tests. */
final class TestModels {
  static final ObjectMapper JSON = new ObjectMapper();
  static final ModelSettings SETTINGS =
      new ModelSettings(64, 1000, 8, Duration.ofSeconds(5), Duration.ofMillis(2), 100_000, 16);

  /** As in Anthropic's documentation. */
  static final String ANSWER =
      """
      {"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant",
       "model":"claude-sonnet-5","content":[{"type":"text","text":"Hello!"}],
       "stop_reason":"end_turn","stop_sequence":null,
       "usage":{"input_tokens":1000,"cache_creation_input_tokens":0,
                "cache_read_input_tokens":0,"output_tokens":100}}
      """;

  private TestModels() {}

  static Model model(Protocol protocol, String id, String baseUrl) {
    return model("anthropic", protocol, id, baseUrl);
  }

  /** Whose words are its provider's own. */
  static Model of(String provider) {
    return model(provider, Protocol.OPENAI_CHAT, "m", "unused");
  }

  private static Model model(String provider, Protocol protocol, String id, String baseUrl) {
    return new Model(
        "sonnet",
        provider,
        "claude",
        protocol,
        id,
        List.of(),
        baseUrl,
        "${KEY}",
        Billing.METERED,
        "sonnet",
        200_000,
        8_000,
        2,
        false,
        null);
  }

  /** All adapters, with the key of the models here. */
  static HttpChatModel adapters() {
    return new HttpChatModel(
        Wires.all(),
        new TestSecrets().with("KEY", "sk-very-secret"),
        JSON,
        SETTINGS,
        Clock.systemUTC());
  }

  static Model sonnet(String baseUrl) {
    return model(Protocol.ANTHROPIC_MESSAGES, "claude-sonnet-5", baseUrl);
  }

  /** Over Chat Completions, at a provider that may bound its thinking. */
  static Model openAi(String provider, Integer thinkingTokens) {
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
        1000,
        1,
        false,
        null,
        null,
        null,
        null,
        null,
        thinkingTokens,
        null);
  }

  static ChatRequest ask(Model model) {
    return new ChatRequest(
        model,
        "Be brief.",
        List.of(new Message.User("Hi")),
        List.of(),
        500,
        Duration.ofSeconds(20));
  }

  /** A conversation with two parallel tool calls, one of which went wrong. */
  static ChatRequest withTools(Model model) {
    var schema = json("{'type':'object','properties':{'path':{'type':'string'}}}");
    return new ChatRequest(
        model,
        "Be brief.",
        List.of(
            new Message.User("Read both"),
            new Message.Assistant(
                "Reading.",
                List.of(
                    new ToolCall("id_a", "filesystem__read_file", json("{'path':'a'}"), "c2lnbg=="),
                    new ToolCall("id:b", "filesystem__read_file", json("{'path':'b'}")))),
            new Message.Tools(
                List.of(
                    new ToolResult("id_a", "filesystem__read_file", "text of a", false),
                    new ToolResult("id:b", "filesystem__read_file", "no such file", true)))),
        List.of(new ToolSpec("filesystem__read_file", "Reads a file", schema)),
        500,
        Duration.ofSeconds(20));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
