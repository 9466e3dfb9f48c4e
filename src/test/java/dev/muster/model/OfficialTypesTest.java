package dev.muster.model;

import static dev.muster.model.TestModels.json;
import static dev.muster.model.TestModels.model;
import static dev.muster.model.TestModels.withTools;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.types.Content;
import com.google.genai.types.GenerationConfig;
import com.google.genai.types.Part;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.muster.plan.Model.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The providers' own types can read what the adapters write, to the last field. */
class OfficialTypesTest {
  private static final JsonNode SCHEMA =
      json(
          "{'type':'object','properties':{'score':{'type':'number'}},'required':['score'],"
              + "'additionalProperties':false}");

  @Test
  void anthropics_types_read_tools_thinking_cache_marks_and_a_schema() throws Exception {
    var written =
        written(
            Protocol.ANTHROPIC_MESSAGES,
            """
            {'model':'m','content':[{'type':'thinking','thinking':'Hm.','signature':'EqQB'},
              {'type':'tool_use','id':'toolu_1','name':'git__log','input':{}}]}
            """);

    var read =
        com.anthropic.core.ObjectMappers.jsonMapper()
            .readValue(
                written.toString(), com.anthropic.models.messages.MessageCreateParams.Body.class)
            .validate();

    // The newest types no longer know a temperature: it is sent only where somebody asks for it.
    assertThat(read._additionalProperties().keySet()).isSubsetOf("stream", "temperature");
    assertThat(read.system().orElseThrow().asTextBlockParams().get(0).cacheControl()).isPresent();
    assertThat(read.outputConfig().orElseThrow().format()).isPresent();
    var said = read.messages().get(3).content().asContentBlockParams();
    assertThat(said.get(0).asThinking().signature()).isEqualTo("EqQB");
    assertThat(said.get(1).asToolUse().name()).isEqualTo("git__log");
    assertThat(
            read.messages().get(2).content().asContentBlockParams().get(1).asToolResult().isError())
        .contains(true);
  }

  @Test
  void openais_types_read_tools_results_a_schema_and_stream_options() throws Exception {
    var written =
        written(
            Protocol.OPENAI_CHAT,
            "{'choices':[{'message':{'tool_calls':[{'id':'call_1','type':'function',"
                + "'function':{'name':'git__log','arguments':'{}'}}]}}]}");

    var read =
        com.openai.core.ObjectMappers.jsonMapper()
            .readValue(written.toString(), ChatCompletionCreateParams.Body.class)
            .validate();

    assertThat(read._additionalProperties().keySet()).isSubsetOf("stream");
    assertThat(read.streamOptions().orElseThrow().includeUsage()).contains(true);
    assertThat(read.responseFormat().orElseThrow().asJsonSchema().jsonSchema().name())
        .isEqualTo("answer");
    assertThat(read.messages()).hasSize(7);
    assertThat(read.messages().get(2).asAssistant().toolCalls().orElseThrow()).hasSize(2);
    assertThat(read.messages().get(3).asTool().toolCallId()).isEqualTo("id_a");
  }

  @Test
  void googles_types_read_signed_parts_results_and_a_schema() {
    var written =
        written(
            Protocol.GEMINI_GENERATE,
            "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'git__log','args':{}},"
                + "'thoughtSignature':'c2ln'}]}}]}");

    var parts = new ArrayList<Part>();
    written
        .path("contents")
        .forEach(c -> parts.addAll(Content.fromJson(c.toString()).parts().orElseThrow()));

    assertThat(parts).anyMatch(p -> p.thoughtSignature().isPresent());
    assertThat(parts).filteredOn(p -> p.functionResponse().isPresent()).hasSize(3);
    var config = GenerationConfig.fromJson(written.path("generationConfig").toString());
    assertThat(config.maxOutputTokens()).contains(500);
    assertThat(config.responseJsonSchema()).isPresent();
  }

  /** A conversation with tools and errors that goes on with this answer and its result. */
  private static JsonNode written(Protocol protocol, String answer) {
    var model = model(protocol, "gpt-5-mini", "unused");
    var before = withTools(model);
    var wire = Wires.all().of(model);
    var said = wire.answer(before, json(answer));
    var messages = new ArrayList<>(before.messages());
    messages.add(new Message.Assistant(said.text(), said.toolCalls(), said.verbatim()));
    var call = said.toolCalls().get(0);
    messages.add(new Message.Tools(List.of(new ToolResult(call.id(), call.name(), "done", false))));
    var request =
        new ChatRequest(
            model,
            "Be thorough. ".repeat(400),
            messages,
            before.tools(),
            500,
            before.timeout(),
            0.5,
            SCHEMA,
            true);
    return wire.body(request);
  }
}
