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

/** Reasoning goes back to the model that reasoned, unchanged, and to no other. */
class ReasoningTest {
  private static final String THINKING =
      "{'type':'thinking','thinking':'Which file?','signature':'EqQBCgIYAhIM'}";
  private static final String ANTHROPIC =
      """
      {'model':'m','stop_reason':'tool_use','content':[%s,
        {'type':'redacted_thinking','data':'EmwKAhgB'},
        {'type':'text','text':''},{'type':'text','text':'I look.'},
        {'type':'tool_use','id':'toolu_01A','name':'git__log','input':{'max':1}}]}
      """
          .formatted(THINKING);
  private static final String OPENAI =
      """
      {'model':'m','choices':[{'finish_reason':'tool_calls','message':{'content':'',
        'reasoning_content':'Which file?','tool_calls':[{'id':'call_1','type':'function',
        'function':{'name':'git__log','arguments':'{}'}}]}}]}
      """;
  private static final String GEMINI =
      """
      {'candidates':[{'finishReason':'STOP','content':{'parts':[
        {'text':'Which file?','thought':true},{'text':'I look.','thoughtSignature':'c2ln'},
        {'functionCall':{'name':'git__log','args':{}},'thoughtSignature':'c2lnMg=='},
        {'functionCall':{'name':'git__diff','args':{}}}]}}]}
      """;

  @Test
  void anthropic_blocks_come_back_signed_in_their_order_and_without_what_it_would_refuse() {
    var said = said(Protocol.ANTHROPIC_MESSAGES, ANTHROPIC);
    var back = back(Protocol.ANTHROPIC_MESSAGES, "m", said).at("/messages/1/content");

    assertThat(back.get(0)).isEqualTo(json(THINKING));
    assertThat(back.get(1)).isEqualTo(json("{'type':'redacted_thinking','data':'EmwKAhgB'}"));
    assertThat(back.get(2)).isEqualTo(json("{'type':'text','text':'I look.'}"));
    assertThat(back.get(3).path("id").asText()).isEqualTo("toolu_01A");
    assertThat(back).hasSize(4);
  }

  @Test
  void anthropic_thinking_that_was_cut_off_is_not_given_back() {
    var said =
        said(
            Protocol.ANTHROPIC_MESSAGES,
            "{'model':'m','content':[{'type':'thinking','thinking':'hm','signature':''}]}");

    assertThat(said.verbatim()).isNull();
  }

  @Test
  void anthropic_thinking_never_stands_last() {
    var said =
        said(Protocol.ANTHROPIC_MESSAGES, "{'model':'m','content':[%s]}".formatted(THINKING));
    var back = back(Protocol.ANTHROPIC_MESSAGES, "m", said).at("/messages/1/content");

    assertThat(back).hasSize(2);
    assertThat(back.get(1).path("type").asText()).isEqualTo("text");
  }

  @Test
  void openai_reasoning_comes_back_while_its_question_is_being_answered_and_of_tools_ever_after() {
    var said = said(Protocol.OPENAI_CHAT, OPENAI);

    var open = back(Protocol.OPENAI_CHAT, "m", said).path("messages");
    assertThat(open.get(2).path("reasoning_content").asText()).isEqualTo("Which file?");

    var next = body(Protocol.OPENAI_CHAT, "m", said, new Message.User("And now?"));
    assertThat(next.at("/messages/2/reasoning_content").asText()).isEqualTo("Which file?");
    var words =
        said(
            Protocol.OPENAI_CHAT,
            "{'choices':[{'message':{'content':'Done.','reasoning_content':'All read.'}}]}");
    var after = body(Protocol.OPENAI_CHAT, "m", words, new Message.User("And now?"));
    assertThat(after.toString()).contains("Done.").doesNotContain("reasoning_content");
  }

  /** They refuse a history of calls that another model made, unless it says so. */
  @Test
  void calls_of_others_are_marked_where_a_provider_wants_reasoning_with_every_call() {
    var said = said(Protocol.ANTHROPIC_MESSAGES, ANTHROPIC);

    var deepseek = backTo(TestModels.of("deepseek"), said).at("/messages/2");
    assertThat(deepseek.path("reasoning_content")).isEqualTo(json("''"));
    var google = backTo(TestModels.of("google"), said).at("/messages/2");
    assertThat(google.at("/tool_calls/0/extra_content/google/thought_signature").asText())
        .isEqualTo("skip_thought_signature_validator");
    var alibaba = backTo(TestModels.of("alibaba"), said).at("/messages/2");
    assertThat(alibaba.toString()).doesNotContain("reasoning_content", "extra_content");
  }

  /** One Gemini's signature is no word of another's. */
  @Test
  void a_gemini_is_not_shown_what_another_gemini_signed() {
    var said =
        said(
            Protocol.GEMINI_GENERATE,
            "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'git__log','args':{}},"
                + "'thoughtSignature':'c2ln'}]}}]}");

    assertThat(back(Protocol.GEMINI_GENERATE, "m", said).toString()).contains("c2ln");
    assertThat(back(Protocol.GEMINI_GENERATE, "another", said).toString())
        .contains("skip_thought_signature_validator")
        .doesNotContain("c2ln");
  }

  private static JsonNode backTo(Model model, Message.Assistant said) {
    var call = said.toolCalls().get(0);
    var results = List.of(new ToolResult(call.id(), call.name(), "done", false));
    var request =
        new ChatRequest(
            model,
            "Be brief.",
            List.of(new Message.User("Hi"), said, new Message.Tools(results)),
            List.of(),
            500,
            Duration.ofSeconds(20));
    return Wires.all().of(model).body(request);
  }

  /** OpenRouter streams what Claude and Gemini want back behind it, piece by piece. */
  @Test
  void openrouters_reasoning_is_the_same_streamed_as_whole() {
    var model = model(Protocol.OPENAI_CHAT, "m", "unused");
    var stream = Wires.all().of(model).assembly();
    boolean first =
        stream.add(
            json(
                "{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.text','index':0,"
                    + "'text':'Let me ','signature':null}]}}]}"));
    stream.add(
        json(
            "{'choices':[{'delta':{'reasoning_details':[{'type':'reasoning.text','index':0,"
                + "'text':'look.','signature':'c2ln'},"
                + "{'type':'reasoning.encrypted','index':1,'data':'AAAA'}]}}]}"));
    stream.add(json("{'choices':[{'delta':{'content':'Done.'},'finish_reason':'stop'}]}"));

    assertThat(first).as("it has begun").isTrue();
    assertThat(Wires.all().of(model).answer(ask(model), stream.body()).verbatim().content())
        .isEqualTo(
            json(
                "{'reasoning_details':[{'type':'reasoning.text','index':0,'signature':'c2ln',"
                    + "'text':'Let me look.'},"
                    + "{'type':'reasoning.encrypted','index':1,'data':'AAAA'}]}"));
    var ollama = Wires.all().of(model).assembly();
    assertThat(ollama.add(json("{'choices':[{'delta':{'reasoning':'Hm'}}]}"))).isTrue();
  }

  /** Its own endpoint of Chat Completions, streamed and whole: of each call, where it was. */
  @Test
  void gemini_signatures_come_back_through_chat_completions_too() {
    var call =
        "{'index':0,'id':'call_1','type':'function','function':{'name':'git__log','arguments':'{}'}"
            + ",'extra_content':{'google':{'thought_signature':'c2ln'}}}";
    var model = model(Protocol.OPENAI_CHAT, "m", "unused");
    var stream = Wires.all().of(model).assembly();
    stream.add(json("{'choices':[{'delta':{'tool_calls':[%s]}}]}".formatted(call)));
    stream.add(json("{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}"));
    var answer = Wires.all().of(model).answer(ask(model), stream.body());

    var said =
        said(Protocol.OPENAI_CHAT, "{'choices':[{'message':{'tool_calls':[%s]}}]}".formatted(call));
    assertThat(answer.verbatim()).isEqualTo(said.verbatim());
    var back = back(Protocol.OPENAI_CHAT, "m", said).at("/messages/2");
    assertThat(back.at("/tool_calls/0/extra_content/google/thought_signature").asText())
        .isEqualTo("c2ln");
    assertThat(back.at("/tool_calls/0/function/name").asText()).isEqualTo("git__log");
    assertThat(back(Protocol.OPENAI_CHAT, "other", said).toString()).doesNotContain("c2ln");
  }

  @Test
  void gemini_signatures_come_back_on_the_parts_that_they_came_on() {
    var said = said(Protocol.GEMINI_GENERATE, GEMINI);
    var back = back(Protocol.GEMINI_GENERATE, "m", said).at("/contents/1/parts");

    assertThat(back)
        .isEqualTo(
            json(
                """
                [{'text':'I look.','thoughtSignature':'c2ln'},
                 {'functionCall':{'name':'git__log','args':{}},'thoughtSignature':'c2lnMg=='},
                 {'functionCall':{'name':'git__diff','args':{}}}]
                """));
  }

  @Test
  void another_model_and_another_protocol_are_shown_none_of_it() {
    var said = said(Protocol.ANTHROPIC_MESSAGES, ANTHROPIC);

    for (var body :
        List.of(
            back(Protocol.ANTHROPIC_MESSAGES, "another", said),
            back(Protocol.OPENAI_CHAT, "m", said),
            back(Protocol.GEMINI_GENERATE, "m", said))) {
      assertThat(body.toString()).contains("I look.").doesNotContain("Which file?", "EqQBCgIYAhIM");
    }
  }

  @Test
  void an_answer_without_reasoning_keeps_nothing_but_what_it_says() {
    var said =
        said(
            Protocol.ANTHROPIC_MESSAGES,
            "{'model':'m','content':[{'type':'text','text':'Hello!'}]}");

    assertThat(said.verbatim()).isNull();
    assertThat(TestModels.JSON.<JsonNode>valueToTree(said).has("verbatim")).isFalse();
  }

  @Test
  void it_survives_the_conversations_storage_and_older_conversations_can_be_read()
      throws Exception {
    var said = said(Protocol.ANTHROPIC_MESSAGES, ANTHROPIC);
    var stored = TestModels.JSON.writerFor(Message.class).writeValueAsString(said);

    assertThat(TestModels.JSON.readValue(stored, Message.class)).isEqualTo(said);
    assertThat(
            TestModels.JSON.readValue(
                "{\"role\":\"assistant\",\"text\":\"x\",\"toolCalls\":[]}", Message.class))
        .isEqualTo(new Message.Assistant("x", List.of()));
  }

  @Test
  void it_is_reserved_for_and_refuses_nothing() {
    var said = said(Protocol.ANTHROPIC_MESSAGES, ANTHROPIC);
    var plain = new Message.Assistant(said.text(), said.toolCalls());

    var with = InputLimit.of(request(Protocol.ANTHROPIC_MESSAGES, "m", said));
    var without = InputLimit.of(request(Protocol.ANTHROPIC_MESSAGES, "m", plain));

    assertThat(with.bytes()).isEqualTo(without.bytes());
    assertThat(with.reserved(1, 1)).isGreaterThan(without.reserved(1, 1));
  }

  private static Message.Assistant said(Protocol protocol, String body) {
    var model = model(protocol, "m", "unused");
    var answer = Wires.all().of(model).answer(ask(model), json(body));
    return new Message.Assistant(answer.text(), answer.toolCalls(), answer.verbatim());
  }

  /** The conversation goes on with the results of the calls, if any. */
  private static JsonNode back(Protocol protocol, String id, Message.Assistant said) {
    var results =
        said.toolCalls().stream()
            .map(c -> new ToolResult(c.id(), c.name(), "done", false))
            .toList();
    return results.isEmpty()
        ? body(protocol, id, said, new Message.User("Go on."))
        : body(protocol, id, said, new Message.Tools(results));
  }

  private static JsonNode body(Protocol protocol, String id, Message... after) {
    var request = request(protocol, id, after);
    return Wires.all().of(request.model()).body(request);
  }

  private static ChatRequest request(Protocol protocol, String id, Message... after) {
    Model model = model(protocol, id, "unused");
    var messages = new java.util.ArrayList<Message>(List.of(new Message.User("Hi")));
    messages.addAll(List.of(after));
    return new ChatRequest(model, "Be brief.", messages, List.of(), 500, Duration.ofSeconds(20));
  }
}
