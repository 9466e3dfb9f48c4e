package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's own Java client finds in the model server what it finds at Anthropic. */
public class AnthropicSdkTest {
  @TempDir protected Path folder;
  private ModelServer server;
  private String address;
  private AnthropicClient client;

  @BeforeEach
  void start() {
    var settings =
        ModelServerSettings.of(ModelClient.KEY, folder.resolve("log.jsonl")).withCachedShare(0.5);
    server = ModelServer.start(Cassettes.of(Played.files()), settings, Clock.systemUTC());
    address = address(server.url());
    client = client(key());
  }

  /** Where the client is pointed at: the server itself. */
  protected String address(String url) {
    return url + "/anthropic";
  }

  /** What the client is given as its key, asked after the address. */
  protected String key() {
    return ModelClient.KEY;
  }

  /** What the server was asked. */
  protected List<LogEntry> log() {
    return server.log();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void tools_are_called_and_their_results_bring_the_text() {
    var first = client.messages().create(request().build()).validate();

    assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
    assertThat(first.content().get(0).asText().text()).isEqualTo("I look at the weather first.");
    var calls = first.content().stream().filter(ContentBlock::isToolUse).toList();
    assertThat(calls).extracting(c -> c.asToolUse().name()).contains("web__get").hasSize(2);
    assertThat(calls.get(0).asToolUse()._input().convert(Map.class)).containsEntry("days", 2);

    var second = client.messages().create(answered(first)).validate();
    assertThat(second.stopReason()).contains(StopReason.END_TURN);
    assertThat(second.content().get(0).asText().text()).isEqualTo("In Basel it is 15 degrees.");
  }

  @Test
  void usage_is_counted_with_the_cache_beside_the_input() {
    var usage = client.messages().create(request().build()).usage();

    assertThat(usage.inputTokens()).isPositive();
    assertThat(usage.outputTokens()).isPositive();
    assertThat(usage.cacheReadInputTokens().orElseThrow())
        .isBetween(usage.inputTokens() - 1, usage.inputTokens() + 1);
  }

  @Test
  void a_stream_adds_up_to_the_same_message() {
    var plain = client.messages().create(request().build());
    var streamed = MessageAccumulator.create();
    try (var events = client.messages().createStreaming(request().build())) {
      events.stream().forEach(streamed::accumulate);
    }

    var message = streamed.message().validate();
    assertThat(message.content()).isEqualTo(plain.content());
    assertThat(message.stopReason()).isEqualTo(plain.stopReason());
    assertThat(message.usage().outputTokens()).isEqualTo(plain.usage().outputTokens());
    assertThat(message.usage().inputTokens()).isEqualTo(plain.usage().inputTokens());
  }

  @Test
  void a_wrong_key_is_the_clients_own_exception() {
    var stranger = client("another");
    assertThatThrownBy(() -> stranger.messages().create(request().build()))
        .isInstanceOf(UnauthorizedException.class);
    stranger.close();
  }

  private AnthropicClient client(String key) {
    return AnthropicOkHttpClient.builder().baseUrl(address).apiKey(key).maxRetries(0).build();
  }

  private static MessageCreateParams.Builder request() {
    return MessageCreateParams.builder()
        .model("claude-sonnet-5")
        .maxTokens(1024)
        .system("You report.")
        .addTool(tool("web__get"))
        .addTool(tool("filesystem__list_directory"))
        .addUserMessage("Weather in Basel?\n[muster role=reporter task=weather]");
  }

  private static Tool tool(String name) {
    var properties =
        Tool.InputSchema.Properties.builder()
            .putAdditionalProperty("url", JsonValue.from(Map.of("type", "string")))
            .build();
    return Tool.builder()
        .name(name)
        .description("Does what its name says")
        .inputSchema(Tool.InputSchema.builder().properties(properties).build())
        .build();
  }

  private static MessageCreateParams answered(Message first) {
    List<ContentBlockParam> results =
        first.content().stream()
            .filter(ContentBlock::isToolUse)
            .map(
                c ->
                    ContentBlockParam.ofToolResult(
                        ToolResultBlockParam.builder()
                            .toolUseId(c.asToolUse().id())
                            .content("15 degrees")
                            .isError(false)
                            .build()))
            .toList();
    return request().addMessage(first).addUserMessageOfContentBlockParams(results).build();
  }
}
