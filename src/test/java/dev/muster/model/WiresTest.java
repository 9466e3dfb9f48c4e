package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.json;
import static dev.muster.model.TestModels.model;
import static dev.muster.model.TestModels.withTools;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.plan.Model.Protocol;
import java.math.BigDecimal;
import java.util.List;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiresTest {
  private static final HttpUrl BASE = HttpUrl.get("https://example.org/base/");

  @Test
  void anthropic_conversation_is_written_with_tools_results_and_errors() {
    var body = body(Protocol.ANTHROPIC_MESSAGES, "claude-sonnet-5");

    assertThat(body.path("max_tokens").asInt()).isEqualTo(500);
    assertThat(body.path("system").asText()).isEqualTo("Be brief.");
    assertThat(body.at("/tools/0/input_schema/type").asText()).isEqualTo("object");
    assertThat(body.at("/messages/1/content"))
        .isEqualTo(
            json(
                """
                [{'type':'text','text':'Reading.'},
                 {'type':'tool_use','id':'id_a','name':'filesystem__read_file',
                  'input':{'path':'a'}},
                 {'type':'tool_use','id':'%s','name':'filesystem__read_file',
                  'input':{'path':'b'}}]
                """
                    .formatted(CallIds.portable("id:b"))));
    assertThat(body.at("/messages/2"))
        .isEqualTo(
            json(
                """
                {'role':'user','content':[
                 {'type':'tool_result','tool_use_id':'id_a','content':'text of a'},
                 {'type':'tool_result','tool_use_id':'%s','content':'no such file',
                  'is_error':true}]}
                """
                    .formatted(CallIds.portable("id:b"))));
  }

  @Test
  void ids_of_calls_fit_everywhere_and_stay_what_they_became() {
    for (var id : List.of("functions.read:0", "chatcmpl-tool-" + "a".repeat(32), "id_a")) {
      var portable = CallIds.portable(id);
      assertThat(portable).matches("[A-Za-z0-9_-]{1,40}");
      assertThat(CallIds.portable(portable)).isEqualTo(portable);
    }
  }

  @Test
  void an_error_of_a_tool_that_says_nothing_is_not_empty_for_anthropic() {
    var model = model(Protocol.ANTHROPIC_MESSAGES, "m", "unused");
    var plain = ask(model);
    var messages =
        List.of(
            plain.messages().get(0),
            new Message.Assistant("", List.of(new ToolCall("c", "git__log", json("{}")))),
            new Message.Tools(List.of(new ToolResult("c", "git__log", "", true))));
    var request =
        new ChatRequest(model, "", messages, plain.tools(), 10, java.time.Duration.ofSeconds(1));

    var result = Wires.all().of(model).body(request).at("/messages/2/content/0");

    assertThat(result.path("content").asText()).isEqualTo("(no text)");
    assertThat(result.path("is_error").asBoolean()).isTrue();
  }

  @Test
  void anthropic_answer_with_parallel_tools_is_read_and_its_input_excludes_the_cache() {
    var answer =
        answer(
            Protocol.ANTHROPIC_MESSAGES,
            """
            {'model':'claude-sonnet-5','stop_reason':'tool_use','content':[
              {'type':'thinking','thinking':'hm'},{'type':'text','text':'Let me look.'},
              {'type':'tool_use','id':'toolu_01A','name':'git__status','input':{}},
              {'type':'tool_use','id':'toolu_01B','name':'git__log','input':{'max':3}}],
             'usage':{'input_tokens':10,'cache_read_input_tokens':200,
              'cache_creation_input_tokens':30,'output_tokens':40,
              'cache_creation':{'ephemeral_5m_input_tokens':10,'ephemeral_1h_input_tokens':20}}}
            """);

    assertThat(answer.stop()).isEqualTo(Stop.TOOLS);
    assertThat(answer.text()).isEqualTo("Let me look.");
    assertThat(answer.answeredAs()).isEqualTo("claude-sonnet-5");
    assertThat(answer.toolCalls())
        .containsExactly(
            new ToolCall("toolu_01A", "git__status", json("{}")),
            new ToolCall("toolu_01B", "git__log", json("{'max':3}")));
    assertThat(answer.usage()).isEqualTo(new Usage(10, 200, 10, 40, 0, 20, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'cache_creation':{'ephemeral_5m_input_tokens':100,'ephemeral_1h_input_tokens':30}"
            + " | 100 | 30",
        "'cache_creation_input_tokens':130,'cache_creation':{'ephemeral_1h_input_tokens':30}"
            + " | 100 | 30",
        "'cache_creation_input_tokens':130 | 130 | 0"
      })
  void anthropic_cache_writes_are_told_as_a_sum_split_or_both(
      String written, long minutes, long hour) {
    var usage =
        "{'content':[],'usage':{'input_tokens':7,'output_tokens':50,"
            + "'output_tokens_details':{'thinking_tokens':20},%s}}";

    assertThat(answer(Protocol.ANTHROPIC_MESSAGES, usage.formatted(written)).usage())
        .isEqualTo(new Usage(7, 0, minutes, 30, 20, hour, null));
  }

  @Test
  void openai_conversation_is_written_with_one_message_per_result() {
    var body = body(Protocol.OPENAI_CHAT, "gpt-5-mini");

    assertThat(body.path("max_tokens").asInt()).isEqualTo(500);
    assertThat(body.at("/tools/0/function/parameters/type").asText()).isEqualTo("object");
    assertThat(body.path("messages")).hasSize(5);
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.at("/messages/2/tool_calls/0"))
        .isEqualTo(
            json(
                """
                {'id':'id_a','type':'function','function':{'name':'filesystem__read_file',
                 'arguments':'{\\'path\\':\\'a\\'}'}}
                """
                    .replace("\\'", "\\\"")));
    assertThat(body.at("/messages/3/tool_call_id").asText()).isEqualTo("id_a");
    assertThat(body.at("/messages/4/content").asText()).isEqualTo("ERROR: no such file");
  }

  @Test
  void openai_answer_is_read_and_cached_and_reasoning_tokens_are_taken_out() {
    var answer =
        answer(
            Protocol.OPENAI_CHAT,
            """
            {'id':'chatcmpl-abc','object':'chat.completion','model':'gpt-5-mini-2025-08-07',
             'choices':[{'index':0,'finish_reason':'tool_calls','message':{'role':'assistant',
               'content':null,'refusal':null,'tool_calls':[
                {'id':'call_1','type':'function','function':{'name':'git__log',
                 'arguments':'{}'}},
                {'id':'call_2','type':'function','function':{'name':'git__log',
                 'arguments':'{max:'}}]}}],
             'usage':{'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'cost':0.0125,
              'prompt_tokens_details':{'cached_tokens':60},
              'completion_tokens_details':{'reasoning_tokens':20}}}
            """);

    assertThat(answer.stop()).isEqualTo(Stop.TOOLS);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.toolCalls().get(0).arguments()).isEqualTo(json("{}"));
    assertThat(answer.toolCalls().get(1).arguments().textValue()).isEqualTo("{max:");
    assertThat(answer.usage()).isEqualTo(new Usage(40, 60, 0, 30, 20, 0, new BigDecimal("0.0125")));
  }

  @Test
  void openai_itself_gets_the_newer_limit() {
    var model =
        new dev.muster.plan.Model(
            "gpt",
            "openai",
            "gpt",
            Protocol.OPENAI_CHAT,
            "gpt-5",
            List.of(),
            "https://example.org",
            null,
            dev.muster.plan.Model.Billing.METERED,
            "gpt",
            1,
            1,
            1,
            false,
            null);
    assertThat(new OpenAiChat().body(ask(model)).path("max_completion_tokens").asInt())
        .isEqualTo(500);
  }

  @Test
  void gemini_conversation_is_written_with_signatures_and_without_our_ids() {
    var body = body(Protocol.GEMINI_GENERATE, "gemini-3.8-flash");

    assertThat(body.at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be brief.");
    assertThat(body.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(500);
    assertThat(body.at("/tools/0/functionDeclarations/0/parametersJsonSchema/type").asText())
        .isEqualTo("object");
    assertThat(body.at("/contents/1/parts/1"))
        .isEqualTo(
            json(
                """
                {'functionCall':{'id':'id_a','name':'filesystem__read_file','args':{'path':'a'}},
                 'thoughtSignature':'c2lnbg=='}
                """));
    assertThat(body.at("/contents/1/parts/2").has("thoughtSignature")).isFalse();
    assertThat(body.at("/contents/2/parts/0/functionResponse/response/result").asText())
        .isEqualTo("text of a");
    assertThat(body.at("/contents/2/parts/1/functionResponse/response/error").asText())
        .isEqualTo("no such file");
  }

  @Test
  void gemini_answer_is_read_its_calls_get_stable_ids_and_thoughts_are_extra() {
    var text =
        """
        {'candidates':[{'finishReason':'STOP','content':{'role':'model','parts':[
           {'text':'secret thought','thought':true},{'text':'On it.'},
           {'functionCall':{'name':'git__status'},'thoughtSignature':'c2ln'},
           {'functionCall':{'name':'git__log','args':{'max':1}}}]}}],
         'modelVersion':'gemini-3.8-flash',
         'usageMetadata':{'promptTokenCount':100,'cachedContentTokenCount':70,
          'candidatesTokenCount':20,'thoughtsTokenCount':5,'totalTokenCount':125}}
        """;
    var request = withTools(model(Protocol.GEMINI_GENERATE, "g", "https://example.org"));
    var answer = new GeminiGenerate().answer(request, json(text));

    assertThat(answer.text()).isEqualTo("On it.");
    assertThat(answer.stop()).isEqualTo(Stop.TOOLS);
    assertThat(answer.toolCalls())
        .containsExactly(
            new ToolCall("call_1_0", "git__status", json("{}"), "c2ln"),
            new ToolCall("call_1_1", "git__log", json("{'max':1}")));
    assertThat(answer.usage()).isEqualTo(new Usage(30, 70, 0, 20, 5));
    assertThat(new GeminiGenerate().answer(request, json(text))).isEqualTo(answer);
  }

  @Test
  void gemini_answer_of_thoughts_alone_has_usage_by_its_total() {
    var answer =
        answer(
            Protocol.GEMINI_GENERATE,
            """
            {'candidates':[{'finishReason':'MAX_TOKENS'}],'modelVersion':'g',
             'usageMetadata':{'promptTokenCount':10,'thoughtsTokenCount':90,
              'totalTokenCount':100}}
            """);
    assertThat(answer.stop()).isEqualTo(Stop.LENGTH);
    assertThat(answer.usage()).isEqualTo(new Usage(10, 0, 0, 0, 90));
  }

  @Test
  void an_answer_survives_its_storage() throws Exception {
    var calls =
        List.of(
            new ToolCall("a", "git__log", json("{'max':1}"), "c2ln"),
            new ToolCall("b", "git__log", Json.arguments("{max:")));
    var answer = new ChatAnswer("id", "nul \0 and é", calls, Stop.TOOLS, new Usage(1, 2, 3, 4, 5));

    var stored = TestModels.JSON.writeValueAsString(answer);

    assertThat(TestModels.JSON.readValue(stored, ChatAnswer.class)).isEqualTo(answer);
    assertThat(stored).doesNotContain("\0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ANTHROPIC_MESSAGES | {'model':'m','content':[],'stop_reason':'refusal'} | REFUSED",
        "ANTHROPIC_MESSAGES | {'model':'m','content':[],'stop_reason':'max_tokens'} | LENGTH",
        "ANTHROPIC_MESSAGES | {'model':'m','content':[],'stop_reason':'end_turn'} | END",
        "OPENAI_CHAT | {'choices':[{'finish_reason':'length','message':{}}]} | LENGTH",
        "OPENAI_CHAT | {'choices':[{'finish_reason':'content_filter','message':{}}]} | REFUSED",
        "OPENAI_CHAT | {'choices':[{'finish_reason':'stop','message':{'refusal':'no'}}]} | REFUSED",
        "OPENAI_CHAT | {'choices':[{'finish_reason':'stop','message':{'refusal':''}}]} | END",
        "OPENAI_CHAT | {'choices':[{'finish_reason':'stop','message':{}}]} | END",
        "GEMINI_GENERATE | {'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL'}]} | MALFORMED",
        "GEMINI_GENERATE | {'candidates':[{'finishReason':'UNEXPECTED_TOOL_CALL'}]} | MALFORMED",
        "GEMINI_GENERATE | {'candidates':[{'finishReason':'SAFETY'}]} | REFUSED",
        "GEMINI_GENERATE | {'promptFeedback':{'blockReason':'OTHER'}} | REFUSED",
        "GEMINI_GENERATE | {'candidates':[{'finishReason':'STOP'}]} | END"
      })
  void stops_are_sorted_and_missing_usage_is_null(Protocol protocol, String body, Stop stop) {
    assertThat(answer(protocol, body).stop()).isEqualTo(stop);
    assertThat(answer(protocol, body).usage()).isNull();
  }

  /** Input, cached, written for 5 minutes, said, thought, written for an hour. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // xAI: reasoning beside the completion, which the total tells.
        "OPENAI_CHAT | {'prompt_tokens':10,'completion_tokens':50,'total_tokens':80,"
            + "'completion_tokens_details':{'reasoning_tokens':20}} | 10 0 0 50 20 0",
        // Gemini's own endpoint of this protocol names no reasoning at all.
        "OPENAI_CHAT | {'prompt_tokens':10,'completion_tokens':50,'total_tokens':80}"
            + " | 10 0 0 50 20 0",
        "OPENAI_CHAT | {'prompt_tokens':10,'completion_tokens':50,'total_tokens':60,"
            + "'completion_tokens_details':{'reasoning_tokens':20}} | 10 0 0 30 20 0",
        // DashScope
        "OPENAI_CHAT | {'prompt_tokens':10000,'completion_tokens':5,'total_tokens':10005,"
            + "'prompt_tokens_details':{'cached_tokens':0,'cache_creation_input_tokens':9000,"
            + "'cache_creation':{'ephemeral_5m_input_tokens':9000}}} | 1000 0 9000 5 0 0",
        // OpenRouter
        "OPENAI_CHAT | {'prompt_tokens':100,'completion_tokens':5,"
            + "'prompt_tokens_details':{'cached_tokens':30,'cache_write_tokens':60}}"
            + " | 10 30 60 5 0 0",
        // DeepSeek
        "OPENAI_CHAT | {'prompt_tokens':100,'completion_tokens':5,"
            + "'prompt_cache_hit_tokens':64,'prompt_cache_miss_tokens':36} | 36 64 0 5 0 0",
        "ANTHROPIC_MESSAGES | {'input_tokens':1,'output_tokens':9,"
            + "'output_tokens_details':{'thinking_tokens':4},'cache_creation':"
            + "{'ephemeral_5m_input_tokens':100,'ephemeral_1h_input_tokens':30}} | 1 0 100 5 4 30",
        "ANTHROPIC_MESSAGES | {'input_tokens':1,'output_tokens':9,"
            + "'cache_creation_input_tokens':70} | 1 0 70 9 0 0"
      })
  void usage_is_split_into_parts_that_do_not_overlap(
      Protocol protocol, String usage, String parts) {
    var body = "{'content':[],'choices':[{'message':{}}],'usage':%s}".formatted(usage);
    var u = answer(protocol, body).usage();
    assertThat(
            "%d %d %d %d %d %d"
                .formatted(
                    u.input(),
                    u.cachedInput(),
                    u.cacheWrite(),
                    u.output(),
                    u.reasoning(),
                    u.cacheWrite1h()))
        .isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ANTHROPIC_MESSAGES | {'input_tokens':1}",
        "ANTHROPIC_MESSAGES | {'input_tokens':1,'output_tokens':1,'cache_creation_input_tokens':9,"
            + "'cache_creation':{'ephemeral_5m_input_tokens':10}}",
        "ANTHROPIC_MESSAGES | {'input_tokens':1,'output_tokens':1,"
            + "'output_tokens_details':{'thinking_tokens':2}}",
        "OPENAI_CHAT | {'prompt_tokens':1}",
        "OPENAI_CHAT | {'prompt_tokens':1,'completion_tokens':-1}",
        "OPENAI_CHAT | {'prompt_tokens':1,'completion_tokens':1,"
            + "'prompt_tokens_details':{'cached_tokens':2}}",
        "OPENAI_CHAT | {'prompt_tokens':9,'completion_tokens':1,"
            + "'prompt_tokens_details':{'cached_tokens':5,'cache_write_tokens':5}}",
        "OPENAI_CHAT | {'prompt_tokens':9,'completion_tokens':1,"
            + "'completion_tokens_details':{'reasoning_tokens':2}}",
        "OPENAI_CHAT | {'prompt_tokens':9,'completion_tokens':1,'total_tokens':20,"
            + "'completion_tokens_details':{'reasoning_tokens':2}}",
        "ANTHROPIC_MESSAGES | {'input_tokens':1,'output_tokens':1,"
            + "'output_tokens_details':{'thinking_tokens':2}}",
        "OPENAI_CHAT | {'prompt_tokens':9,'completion_tokens':9,"
            + "'prompt_tokens_details':{'audio_tokens':5}}",
        "OPENAI_CHAT | {'prompt_tokens':9,'completion_tokens':9,"
            + "'completion_tokens_details':{'audio_tokens':5}}",
        "GEMINI_GENERATE | {'promptTokenCount':9,'candidatesTokenCount':9,"
            + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':1},"
            + "{'modality':'AUDIO','tokenCount':8}]}",
        "GEMINI_GENERATE | {'promptTokenCount':9,'candidatesTokenCount':9,"
            + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':9}]}",
        "GEMINI_GENERATE | {'promptTokenCount':1}"
      })
  void usage_that_measures_nothing_is_null(Protocol protocol, String usage) {
    var body =
        """
        {'content':[],'choices':[{'message':{}}],'candidates':[{}],'usage':%s,'usageMetadata':%s}
        """;
    assertThat(answer(protocol, body.formatted(usage, usage)).usage()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_MESSAGES, claude-sonnet-5, https://example.org/base/v1/messages",
    "OPENAI_CHAT, gpt-5, https://example.org/base/chat/completions",
    "GEMINI_GENERATE, gemini-3.8-flash,"
        + " https://example.org/base/v1beta/models/gemini-3.8-flash:generateContent"
  })
  void every_protocol_has_its_path(Protocol protocol, String id, String url) {
    var model = model(protocol, id, "unused");
    assertThat(Wires.all().of(model).url(BASE, model)).hasToString(url);
  }

  @ParameterizedTest
  @CsvSource({"ANTHROPIC_MESSAGES", "OPENAI_CHAT", "GEMINI_GENERATE"})
  void another_body_than_the_protocols_is_unreadable(Protocol protocol) {
    assertThatThrownBy(() -> answer(protocol, "{'error':'x'}"))
        .isInstanceOf(UnreadableAnswer.class);
  }

  @Test
  void a_protocol_without_an_adapter_fails_loud() {
    var wires = new Wires(List.of(new OpenAiChat()));
    var model = model(Protocol.GEMINI_GENERATE, "g", "unused");

    assertThatThrownBy(() -> wires.of(model))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model sonnet speaks GEMINI_GENERATE; adapters exist for [OPENAI_CHAT]");
  }

  private static JsonNode body(Protocol protocol, String id) {
    var model = model(protocol, id, "https://example.org");
    return Wires.all().of(model).body(withTools(model));
  }

  private static ChatAnswer answer(Protocol protocol, String body) {
    var model = model(protocol, "m", "https://example.org");
    return Wires.all().of(model).answer(ask(model), json(body));
  }
}
