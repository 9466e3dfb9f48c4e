package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's own Java client finds in the model server what it finds at Google. */
public class GeminiSdkTest {
  private static final String MODEL = "gemini-3.8-flash";
  private static final Content ASKED =
      Content.builder()
          .role("user")
          .parts(Part.fromText("Weather in Basel?\n[muster role=reporter task=weather]"))
          .build();
  @TempDir protected Path folder;
  private ModelServer server;
  private String address;
  private Client client;

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
    return url + "/gemini";
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
    var first = client.models.generateContent(MODEL, List.of(ASKED), config());

    assertThat(first.finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
    assertThat(first.modelVersion()).contains(MODEL);
    assertThat(first.functionCalls())
        .extracting(c -> c.name().orElseThrow())
        .containsExactly("web__get", "filesystem__list_directory");

    var second = client.models.generateContent(MODEL, answered(first), config());
    assertThat(second.text()).isEqualTo("In Basel it is 15 degrees.");
  }

  @Test
  void usage_is_counted_with_the_cache_inside_the_prompt() {
    var usage =
        client
            .models
            .generateContent(MODEL, List.of(ASKED), config())
            .usageMetadata()
            .orElseThrow();

    int prompt = usage.promptTokenCount().orElseThrow();
    assertThat(usage.cachedContentTokenCount().orElseThrow() * 2).isBetween(prompt - 1, prompt + 1);
    assertThat(usage.totalTokenCount().orElseThrow())
        .isEqualTo(prompt + usage.candidatesTokenCount().orElseThrow());
  }

  @Test
  void a_stream_brings_the_same_parts_and_the_usage() {
    var plain = client.models.generateContent(MODEL, List.of(ASKED), config());
    var calls = new ArrayList<String>();
    var totals = new ArrayList<Integer>();
    try (var chunks = client.models.generateContentStream(MODEL, List.of(ASKED), config())) {
      for (var chunk : chunks) {
        chunk.functionCalls().forEach(c -> calls.add(c.name().orElseThrow()));
        chunk.usageMetadata().ifPresent(u -> totals.add(u.totalTokenCount().orElseThrow()));
      }
    }

    assertThat(calls).containsExactly("web__get", "filesystem__list_directory");
    assertThat(totals)
        .last()
        .isEqualTo(plain.usageMetadata().orElseThrow().totalTokenCount().orElseThrow());
  }

  @Test
  void a_wrong_key_is_the_clients_own_exception() {
    try (var stranger = client("another")) {
      assertThatThrownBy(() -> stranger.models.generateContent(MODEL, List.of(ASKED), config()))
          .isInstanceOfSatisfying(ClientException.class, e -> assertThat(e.code()).isEqualTo(401));
    }
  }

  private Client client(String key) {
    return Client.builder()
        .apiKey(key)
        .httpOptions(HttpOptions.builder().baseUrl(address).build())
        .build();
  }

  private static GenerateContentConfig config() {
    return GenerateContentConfig.builder()
        .maxOutputTokens(1024)
        .systemInstruction(Content.fromParts(Part.fromText("You report.")))
        .tools(
            Tool.builder()
                .functionDeclarations(tool("web__get"), tool("filesystem__list_directory"))
                .build())
        .build();
  }

  private static FunctionDeclaration tool(String name) {
    return FunctionDeclaration.builder()
        .name(name)
        .description("Does what its name says")
        .parametersJsonSchema(Map.of("type", "object", "properties", Map.of()))
        .build();
  }

  private static List<Content> answered(GenerateContentResponse first) {
    var results =
        first.functionCalls().stream()
            .map(
                c ->
                    Part.builder()
                        .functionResponse(
                            FunctionResponse.builder()
                                .id(c.id().orElseThrow())
                                .name(c.name().orElseThrow())
                                .response(Map.of("result", "15 degrees"))
                                .build())
                        .build())
            .toArray(Part[]::new);
    var said = first.candidates().orElseThrow().get(0).content().orElseThrow();
    return List.of(ASKED, said, Content.builder().role("user").parts(results).build());
  }
}
