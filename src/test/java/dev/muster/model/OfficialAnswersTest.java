package dev.muster.model;

import static dev.muster.model.TestModels.json;
import static dev.muster.model.TestModels.model;
import static dev.muster.model.TestModels.withTools;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.CacheCreation;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.ToolUseBlock;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.Part;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.completions.CompletionUsage;
import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.plan.Model.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The adapters read what the providers' own types write, their empty fields too. */
class OfficialAnswersTest {
  @Test
  void anthropics_message_is_read_with_thinking_a_call_and_its_buckets() throws Exception {
    var message =
        com.anthropic.models.messages.Message.builder()
            .id("msg_1")
            .model("claude-sonnet-5")
            .container(Optional.empty())
            .diagnostics(Optional.empty())
            .stopDetails(Optional.empty())
            .stopReason(StopReason.TOOL_USE)
            .stopSequence(Optional.empty())
            .addContent(ThinkingBlock.builder().thinking("Hm.").signature("EqQB").build())
            .addContent(TextBlock.builder().text("I look.").citations(Optional.empty()).build())
            .addContent(call(Map.of("max", 1)))
            .usage(anthropics())
            .build();

    var read =
        read(
            Protocol.ANTHROPIC_MESSAGES,
            "claude-sonnet-5",
            com.anthropic.core.ObjectMappers.jsonMapper().writeValueAsString(message));

    readWell(read, "claude-sonnet-5", "toolu_1");
    assertThat(read.verbatim()).as("goes back with its signature").isNotNull();
    assertThat(read.usage()).isEqualTo(new Usage(500, 300, 150, 100, 50, 50, null));
  }

  static ToolUseBlock call(Map<String, ?> input) {
    return ToolUseBlock.builder()
        .id("toolu_1")
        .name("git__log")
        .input(JsonValue.from(input))
        .codeExecution20260120Caller("none")
        .toolsetName(Optional.empty())
        .build();
  }

  static com.anthropic.models.messages.Usage anthropics() {
    return com.anthropic.models.messages.Usage.builder()
        .inputTokens(500)
        .cacheReadInputTokens(300)
        .cacheCreationInputTokens(200)
        .cacheCreation(
            CacheCreation.builder().ephemeral5mInputTokens(150).ephemeral1hInputTokens(50).build())
        .outputTokens(150)
        .outputTokensDetails(
            com.anthropic.models.messages.OutputTokensDetails.builder().thinkingTokens(50).build())
        .inferenceGeo(Optional.empty())
        .serverToolUse(Optional.empty())
        .serviceTier(Optional.empty())
        .speed(Optional.empty())
        .build();
  }

  @Test
  void openais_completion_is_read_with_a_call_and_its_buckets() throws Exception {
    var function =
        ChatCompletionMessageFunctionToolCall.Function.builder()
            .name("git__log")
            .arguments("{\"max\":1}")
            .build();
    var message =
        ChatCompletionMessage.builder()
            .content("I look.")
            .refusal(Optional.empty())
            .addToolCall(
                ChatCompletionMessageFunctionToolCall.builder()
                    .id("call_1")
                    .function(function)
                    .build())
            .build();
    var completion =
        ChatCompletion.builder()
            .id("chatcmpl-1")
            .created(1)
            .model("gpt-5-mini")
            .addChoice(
                ChatCompletion.Choice.builder()
                    .index(0)
                    .message(message)
                    .logprobs(Optional.empty())
                    .finishReason(ChatCompletion.Choice.FinishReason.TOOL_CALLS)
                    .build())
            .usage(openais())
            .build();

    var read =
        read(
            Protocol.OPENAI_CHAT,
            "gpt-5-mini",
            com.openai.core.ObjectMappers.jsonMapper().writeValueAsString(completion));

    readWell(read, "gpt-5-mini", "call_1");
    assertThat(read.usage()).isEqualTo(new Usage(500, 300, 200, 100, 50));
  }

  static CompletionUsage openais() {
    return CompletionUsage.builder()
        .promptTokens(1000)
        .completionTokens(150)
        .totalTokens(1150)
        .promptTokensDetails(
            CompletionUsage.PromptTokensDetails.builder()
                .cachedTokens(300)
                .cacheWriteTokens(200)
                .build())
        .completionTokensDetails(
            CompletionUsage.CompletionTokensDetails.builder().reasoningTokens(50).build())
        .build();
  }

  @Test
  void googles_response_is_read_with_a_thought_a_signed_call_and_its_buckets() {
    var call = FunctionCall.builder().id("f1").name("git__log").args(Map.of("max", 1)).build();
    var content =
        Content.builder()
            .role("model")
            .parts(
                Part.builder().text("Hm.").thought(true).build(),
                Part.builder().text("I look.").build(),
                Part.builder()
                    .functionCall(call)
                    .thoughtSignature("sig".getBytes(StandardCharsets.UTF_8))
                    .build())
            .build();
    var response =
        GenerateContentResponse.builder()
            .modelVersion("gemini-3.8-flash")
            .responseId("r1")
            .candidates(
                List.of(
                    Candidate.builder()
                        .content(content)
                        .finishReason(new FinishReason(FinishReason.Known.STOP))
                        .build()))
            .usageMetadata(googles())
            .build();

    var read = read(Protocol.GEMINI_GENERATE, "gemini-3.8-flash", response.toJson());

    readWell(read, "gemini-3.8-flash", "f1");
    assertThat(read.verbatim()).as("goes back with its signature").isNotNull();
    assertThat(read.usage()).isEqualTo(new Usage(700, 300, 0, 100, 50));
  }

  static GenerateContentResponseUsageMetadata googles() {
    return GenerateContentResponseUsageMetadata.builder()
        .promptTokenCount(1000)
        .cachedContentTokenCount(300)
        .candidatesTokenCount(100)
        .thoughtsTokenCount(50)
        .totalTokenCount(1150)
        .build();
  }

  static void readWell(ChatAnswer read, String model, String id) {
    assertThat(read.answeredAs()).isEqualTo(model);
    assertThat(read.text()).isEqualTo("I look.");
    assertThat(read.stop()).isEqualTo(Stop.TOOLS);
    assertThat(read.toolCalls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.id()).isEqualTo(id);
              assertThat(call.name()).isEqualTo("git__log");
              assertThat(call.arguments()).isEqualTo(json("{'max':1}"));
            });
  }

  private static ChatAnswer read(Protocol protocol, String id, String written) {
    var model = model(protocol, id, "unused");
    return Wires.all().of(model).answer(withTools(model), json(written));
  }
}
