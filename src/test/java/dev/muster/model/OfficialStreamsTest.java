package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.MessageDeltaUsage;
import com.anthropic.models.messages.RawContentBlockDeltaEvent;
import com.anthropic.models.messages.RawContentBlockStartEvent;
import com.anthropic.models.messages.RawContentBlockStopEvent;
import com.anthropic.models.messages.RawMessageDeltaEvent;
import com.anthropic.models.messages.RawMessageStartEvent;
import com.anthropic.models.messages.RawMessageStopEvent;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.ThinkingBlock;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.Part;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionChunk.Choice;
import com.openai.models.chat.completions.ChatCompletionChunk.Choice.Delta;
import com.openai.models.completions.CompletionUsage;
import dev.muster.ledger.Usage;
import dev.muster.plan.Model.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The adapters read streams of the providers' own types, their empty fields too, sent as the
 * providers' documentation sends them: named events of Anthropic's, {@code [DONE]} at the end of
 * OpenAI's, whole answers of Gemini's.
 */
class OfficialStreamsTest {
  private final FakeProvider provider = new FakeProvider();
  private final HttpChatModel models = TestModels.adapters();

  @AfterEach
  void stop() {
    models.close();
    provider.close();
  }

  @Test
  void anthropics_events_are_read_with_thinking_a_call_and_their_buckets() throws Exception {
    var text = new StringBuilder();
    for (var event :
        List.of(
            started(),
            RawMessageStreamEvent.ofContentBlockStart(
                RawContentBlockStartEvent.builder()
                    .index(0)
                    .contentBlock(ThinkingBlock.builder().thinking("").signature("").build())
                    .build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(0).thinkingDelta("Hm.").build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(0).signatureDelta("EqQB").build()),
            stopped(0),
            RawMessageStreamEvent.ofContentBlockStart(
                RawContentBlockStartEvent.builder()
                    .index(1)
                    .contentBlock(TextBlock.builder().text("").citations(Optional.empty()).build())
                    .build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(1).textDelta("I ").build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(1).textDelta("look.").build()),
            stopped(1),
            RawMessageStreamEvent.ofContentBlockStart(
                RawContentBlockStartEvent.builder()
                    .index(2)
                    .contentBlock(OfficialAnswersTest.call(Map.of()))
                    .build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(2).inputJsonDelta("").build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(2).inputJsonDelta("{\"max\"").build()),
            RawMessageStreamEvent.ofContentBlockDelta(
                RawContentBlockDeltaEvent.builder().index(2).inputJsonDelta(": 1}").build()),
            stopped(2),
            ending(),
            RawMessageStreamEvent.ofMessageStop(RawMessageStopEvent.builder().build()))) {
      var written = com.anthropic.core.ObjectMappers.jsonMapper().writeValueAsString(event);
      var type = TestModels.JSON.readTree(written).path("type").asText();
      text.append("event: ").append(type).append("\ndata: ").append(written).append("\n\n");
    }

    var read = read(Protocol.ANTHROPIC_MESSAGES, "claude-sonnet-5", text);

    OfficialAnswersTest.readWell(read, "claude-sonnet-5", "toolu_1");
    assertThat(read.verbatim().content().get(0))
        .as("goes back with its signature")
        .isEqualTo(TestModels.json("{'type':'thinking','thinking':'Hm.','signature':'EqQB'}"));
    assertThat(read.usage()).isEqualTo(new Usage(500, 300, 150, 100, 50, 50, null));
  }

  /** As they do, with the input in full and the little output that there is by then. */
  private static RawMessageStreamEvent started() {
    var usage = OfficialAnswersTest.anthropics().toBuilder();
    usage.outputTokens(1).outputTokensDetails(Optional.empty());
    return RawMessageStreamEvent.ofMessageStart(
        RawMessageStartEvent.builder()
            .message(
                com.anthropic.models.messages.Message.builder()
                    .id("msg_1")
                    .model("claude-sonnet-5")
                    .content(List.of())
                    .container(Optional.empty())
                    .diagnostics(Optional.empty())
                    .stopDetails(Optional.empty())
                    .stopReason(Optional.empty())
                    .stopSequence(Optional.empty())
                    .usage(usage.build())
                    .build())
            .build());
  }

  private static RawMessageStreamEvent stopped(long index) {
    return RawMessageStreamEvent.ofContentBlockStop(
        RawContentBlockStopEvent.builder().index(index).build());
  }

  /** Its usage is cumulative; how cache writes are split was told at the start alone. */
  private static RawMessageStreamEvent ending() {
    var details = OfficialAnswersTest.anthropics().outputTokensDetails();
    return RawMessageStreamEvent.ofMessageDelta(
        RawMessageDeltaEvent.builder()
            .delta(
                RawMessageDeltaEvent.Delta.builder()
                    .container(Optional.empty())
                    .stopDetails(Optional.empty())
                    .stopReason(StopReason.TOOL_USE)
                    .stopSequence(Optional.empty())
                    .build())
            .usage(
                MessageDeltaUsage.builder()
                    .inputTokens(500)
                    .cacheReadInputTokens(300)
                    .cacheCreationInputTokens(200)
                    .outputTokens(150)
                    .outputTokensDetails(details)
                    .serverToolUse(Optional.empty())
                    .build())
            .build());
  }

  @Test
  void openais_chunks_are_read_with_a_call_and_their_buckets() throws Exception {
    var named =
        Delta.ToolCall.builder()
            .index(0)
            .id("call_1")
            .type(Delta.ToolCall.Type.FUNCTION)
            .function(Delta.ToolCall.Function.builder().name("git__log").arguments("").build())
            .build();
    var chunks =
        List.of(
            chunk(Delta.builder().role(Delta.Role.ASSISTANT).content("").build(), null),
            chunk(Delta.builder().content("I ").build(), null),
            chunk(Delta.builder().content("look.").build(), null),
            chunk(Delta.builder().addToolCall(named).build(), null),
            chunk(Delta.builder().addToolCall(arguments("{\"max\"")).build(), null),
            chunk(Delta.builder().addToolCall(arguments(":1}")).build(), null),
            chunk(Delta.builder().build(), Choice.FinishReason.TOOL_CALLS),
            chunk().choices(List.of()).usage(OfficialAnswersTest.openais()).build());

    var json = com.openai.core.ObjectMappers.jsonMapper();
    var text = data(json, chunks).append("data: [DONE]\n\n");
    var read = read(Protocol.OPENAI_CHAT, "gpt-5-mini", text);

    OfficialAnswersTest.readWell(read, "gpt-5-mini", "call_1");
    assertThat(read.usage()).isEqualTo(new Usage(500, 300, 200, 100, 50));
  }

  private static Delta.ToolCall arguments(String piece) {
    return Delta.ToolCall.builder()
        .index(0)
        .function(Delta.ToolCall.Function.builder().arguments(piece).build())
        .build();
  }

  private static ChatCompletionChunk.Builder chunk() {
    return ChatCompletionChunk.builder().id("chatcmpl-1").created(1).model("gpt-5-mini");
  }

  /** With {@code include_usage}, all but the last say that they have none. */
  private static ChatCompletionChunk chunk(Delta delta, Choice.FinishReason reason) {
    return chunk()
        .addChoice(
            Choice.builder()
                .index(0)
                .delta(delta)
                .logprobs(Optional.empty())
                .finishReason(Optional.ofNullable(reason))
                .build())
        .usage(Optional.<CompletionUsage>empty())
        .build();
  }

  @Test
  void googles_responses_are_read_with_a_thought_a_signed_call_and_their_buckets()
      throws Exception {
    var call = FunctionCall.builder().id("f1").name("git__log").args(Map.of("max", 1)).build();
    var text =
        new StringBuilder()
            .append(google(null, Part.builder().text("Hm.").thought(true).build()))
            .append(google(null, Part.builder().text("I ").build()))
            .append(google(null, Part.builder().text("look.").build()))
            .append(
                google(
                    FinishReason.Known.STOP,
                    Part.builder()
                        .functionCall(call)
                        .thoughtSignature("sig".getBytes(StandardCharsets.UTF_8))
                        .build()));

    var read = read(Protocol.GEMINI_GENERATE, "gemini-3.8-flash", text);

    OfficialAnswersTest.readWell(read, "gemini-3.8-flash", "f1");
    assertThat(read.verbatim()).as("goes back with its signature").isNotNull();
    assertThat(read.usage()).isEqualTo(new Usage(700, 300, 0, 100, 50));
  }

  private static String google(FinishReason.Known reason, Part part) {
    var candidate =
        Candidate.builder().content(Content.builder().role("model").parts(part).build());
    var usage = OfficialAnswersTest.googles().toBuilder();
    if (reason == null) {
      usage.candidatesTokenCount(1).thoughtsTokenCount(1).totalTokenCount(1002);
    } else {
      candidate.finishReason(new FinishReason(reason));
    }
    return "data: "
        + GenerateContentResponse.builder()
            .modelVersion("gemini-3.8-flash")
            .responseId("r1")
            .candidates(List.of(candidate.build()))
            .usageMetadata(usage.build())
            .build()
            .toJson()
        + "\r\n\r\n";
  }

  private static StringBuilder data(ObjectMapper json, List<?> events)
      throws JsonProcessingException {
    var text = new StringBuilder();
    for (var event : events) {
      text.append("data: ").append(json.writeValueAsString(event)).append("\n\n");
    }
    return text;
  }

  private ChatAnswer read(Protocol protocol, String id, CharSequence stream) throws Exception {
    provider.answers(200, stream.toString(), "Content-Type", "text/event-stream; charset=utf-8");
    var request = ask(model(protocol, id, provider.url())).asStream();
    return models.chat(7, request).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
