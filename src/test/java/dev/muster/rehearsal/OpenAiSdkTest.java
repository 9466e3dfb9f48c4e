package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java client finds in the model server what it finds at OpenAI. */
public class OpenAiSdkTest {
  @TempDir protected Path folder;
  private ModelServer server;
  private String address;
  private OpenAIClient client;

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
    return url + "/openai/v1";
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
    var first = client.chat().completions().create(request().build()).validate();

    var choice = first.choices().get(0);
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().content()).contains("I look at the weather first.");
    assertThat(choice.message().toolCalls().orElseThrow())
        .extracting(c -> c.asFunction().function().name())
        .containsExactly("web__get", "filesystem__list_directory");

    var second = client.chat().completions().create(answered(first)).validate();
    assertThat(second.choices().get(0).message().content()).contains("In Basel it is 15 degrees.");
  }

  @Test
  void usage_is_counted_with_the_cache_inside_the_prompt() {
    var usage = client.chat().completions().create(request().build()).usage().orElseThrow();

    long cached = usage.promptTokensDetails().orElseThrow().cachedTokens().orElseThrow();
    assertThat(cached * 2).isBetween(usage.promptTokens() - 1, usage.promptTokens() + 1);
    assertThat(usage.completionTokens()).isPositive();
  }

  @Test
  void a_stream_adds_up_to_the_same_message_and_its_usage() {
    var plain = client.chat().completions().create(request().build());
    var streamed = ChatCompletionAccumulator.create();
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (var chunks =
        client.chat().completions().createStreaming(request().streamOptions(options).build())) {
      chunks.stream().forEach(streamed::accumulate);
    }

    var message = streamed.chatCompletion().choices().get(0).message();
    var said = plain.choices().get(0).message();
    assertThat(message.content()).isEqualTo(said.content());
    assertThat(message.toolCalls().orElseThrow())
        .extracting(c -> c.asFunction().function().arguments())
        .isEqualTo(
            said.toolCalls().orElseThrow().stream()
                .map(c -> c.asFunction().function().arguments())
                .toList());
    assertThat(streamed.chatCompletion().usage().orElseThrow().totalTokens())
        .isEqualTo(plain.usage().orElseThrow().totalTokens());
  }

  @Test
  void a_wrong_key_is_the_clients_own_exception() {
    var stranger = client("another");
    assertThatThrownBy(() -> stranger.chat().completions().create(request().build()))
        .isInstanceOf(UnauthorizedException.class);
    stranger.close();
  }

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder().baseUrl(address).apiKey(key).maxRetries(0).build();
  }

  private static ChatCompletionCreateParams.Builder request() {
    return ChatCompletionCreateParams.builder()
        .model("gpt-5-mini")
        .maxCompletionTokens(1024)
        .addTool(tool("web__get"))
        .addTool(tool("filesystem__list_directory"))
        .addUserMessage("Weather in Basel?\n[muster role=reporter task=weather]");
  }

  private static ChatCompletionFunctionTool tool(String name) {
    var parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty("properties", JsonValue.from(Map.of()))
            .build();
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name(name)
                .description("Does what its name says")
                .parameters(parameters)
                .build())
        .build();
  }

  private static ChatCompletionCreateParams answered(ChatCompletion first) {
    var said = first.choices().get(0).message();
    var request = request().addMessage(said);
    said.toolCalls()
        .orElseThrow()
        .forEach(
            c ->
                request.addMessage(
                    ChatCompletionToolMessageParam.builder()
                        .toolCallId(c.asFunction().id())
                        .content("15 degrees")
                        .build()));
    return request.build();
  }
}
