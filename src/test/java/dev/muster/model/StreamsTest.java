package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of all three protocols, whole and broken, from a provider on loopback. */
class StreamsTest {
  private static final String ANTHROPIC =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","model":"claude-sonnet-5","content":[],"stop_reason":null,"usage":{"input_tokens":25,"cache_read_input_tokens":7,"output_tokens":1}}}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

      event: ping
      data: {"type": "ping"}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}

      event: content_block_start
      data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"I "}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"look."}}

      event: content_block_start
      data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"git__log","input":{}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"max\\":"}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" 3}"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":40}}

      event: message_stop
      data: {"type":"message_stop"}

      """;
  private static final String OPENAI =
      """
      : OPENROUTER PROCESSING

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{"content":"I "},"finish_reason":null}]}

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{"content":"look."},"finish_reason":null}]}

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"git__log","arguments":""}}]}}]}

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"max\\": 3}"}}]}}]}

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","function":{"name":"git__diff","arguments":"{}"}}]}}]}

      data: {"model":"gpt-5-mini","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

      data: {"model":"gpt-5-mini","choices":[],"usage":{"prompt_tokens":32,"completion_tokens":40,"prompt_tokens_details":{"cached_tokens":7}}}

      data: [DONE]

      """;
  private static final String GEMINI =
      """
      data: {"candidates":[{"content":{"role":"model","parts":[{"text":"I "}]}}],"modelVersion":"gemini-3.8-flash","usageMetadata":{"promptTokenCount":32,"candidatesTokenCount":1,"totalTokenCount":33}}

      data: {"candidates":[{"content":{"role":"model","parts":[{"text":"look."},{"functionCall":{"name":"git__log","args":{"max":3}},"thoughtSignature":"c2ln"}]}}]}

      data: {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":32,"cachedContentTokenCount":7,"candidatesTokenCount":40,"totalTokenCount":72}}

      """;
  private final FakeProvider provider = new FakeProvider();
  private final HttpChatModel models = TestModels.adapters();

  @AfterEach
  void stop() {
    models.close();
    provider.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_MESSAGES, 25, '\n', /v1/messages",
    "OPENAI_CHAT, 25, '\n', /chat/completions",
    "GEMINI_GENERATE, 25, '\r\n', /v1beta/models/m:streamGenerateContent?alt=sse"
  })
  void a_stream_is_the_same_answer_as_a_plain_one(
      Protocol protocol, long input, String end, String path) throws Exception {
    provider.answers(200, text(protocol).replace("\n", end), "Content-Type", "text/event-stream");

    var answer = send(protocol).get(20, TimeUnit.SECONDS);

    assertThat(answer.text()).isEqualTo("I look.");
    assertThat(answer.stop()).isEqualTo(Stop.TOOLS);
    assertThat(answer.toolCalls().get(0).name()).isEqualTo("git__log");
    assertThat(answer.toolCalls().get(0).arguments()).isEqualTo(TestModels.json("{'max':3}"));
    assertThat(answer.usage()).isEqualTo(new Usage(input, 7, 0, 40, 0));
    assertThat(answer.firstTokenMillis()).isNotNegative();
    assertThat(provider.received().get(0).path()).isEqualTo(path);
  }

  @Test
  void what_a_stream_says_of_its_reasoning_is_kept() throws Exception {
    sse(ANTHROPIC);
    assertThat(
            send(Protocol.ANTHROPIC_MESSAGES).get(20, TimeUnit.SECONDS).verbatim().content().get(0))
        .isEqualTo(TestModels.json("{'type':'thinking','thinking':'Hm.','signature':'EqQB'}"));

    sse(GEMINI);
    var parts = send(Protocol.GEMINI_GENERATE).get(20, TimeUnit.SECONDS).verbatim().content();
    assertThat(parts).hasSize(2);
    assertThat(parts.get(1).path("thoughtSignature").asText()).isEqualTo("c2ln");
  }

  @Test
  void parallel_calls_are_told_apart() throws Exception {
    sse(OPENAI);

    assertThat(send(Protocol.OPENAI_CHAT).get(20, TimeUnit.SECONDS).toolCalls())
        .extracting(ToolCall::id)
        .containsExactly("call_1", "call_2");
  }

  /** Ollama gives each call the number 0 (ollama/ollama#15457). */
  @Test
  void parallel_calls_of_one_index_are_told_apart_by_their_ids() throws Exception {
    sse(
        """
        data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"fs__read","arguments":"{\\"path\\":\\"a\\"}"}}]}}]}

        data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_b","type":"function","function":{"name":"fs__delete","arguments":"{\\"path\\":"}}]}}]}

        data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"b\\"}"}}]}}]}

        data: {"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: [DONE]

        """);

    assertThat(send(Protocol.OPENAI_CHAT).get(20, TimeUnit.SECONDS).toolCalls())
        .containsExactly(
            new ToolCall("call_a", "fs__read", TestModels.json("{'path':'a'}")),
            new ToolCall("call_b", "fs__delete", TestModels.json("{'path':'b'}")));
  }

  @Test
  void pieces_of_one_call_belong_together_also_under_ids_of_their_own() throws Exception {
    sse(
        OPENAI.replace(
            "{\"index\":0,\"function\":{\"arg", "{\"index\":0,\"id\":\"z\",\"function\":{\"arg"));

    var calls = send(Protocol.OPENAI_CHAT).get(20, TimeUnit.SECONDS).toolCalls();

    assertThat(calls).extracting(ToolCall::id).containsExactly("call_1", "call_2");
    assertThat(calls.get(0).arguments()).isEqualTo(TestModels.json("{'max':3}"));
  }

  /** Qwen ends a call, and vLLM begins one, with arguments that are null. */
  @Test
  void null_is_no_part_of_arguments() throws Exception {
    sse(
        """
        data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"fs__read","arguments":null}}]}}]}

        data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":"{\\"path\\":\\"a\\"}"}}]}}]}

        data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":null}}]}}]}

        data: {"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: [DONE]

        """);
    var calls = send(Protocol.OPENAI_CHAT).get(20, TimeUnit.SECONDS).toolCalls();

    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).arguments()).isEqualTo(TestModels.json("{'path':'a'}"));
  }

  @Test
  void two_values_where_arguments_belong_are_none() {
    assertThat(Json.arguments("{\"a\":1}{\"b\":2}").isTextual()).isTrue();
    assertThat(Json.arguments("{\"a\":1} \n").isObject()).isTrue();
  }

  @Test
  void a_tool_without_arguments_is_a_first_token_too() {
    var stream = Wires.all().of(TestModels.sonnet("unused")).assembly();

    assertThat(
            stream.add(
                TestModels.json(
                    "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use',"
                        + "'id':'toolu_1','name':'git__status','input':{}}}")))
        .isTrue();
  }

  @Test
  void the_first_token_is_timed_and_not_the_end() throws Exception {
    var middle =
        ANTHROPIC.indexOf(
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1");
    provider.answers(
        exchange -> {
          var out = start(exchange);
          out.write(ANTHROPIC.substring(0, middle).getBytes(StandardCharsets.UTF_8));
          out.flush();
          Thread.sleep(1_500);
          out.write(ANTHROPIC.substring(middle).getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    long from = System.nanoTime();

    var answer = send(Protocol.ANTHROPIC_MESSAGES).get(30, TimeUnit.SECONDS);

    long all = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    assertThat(answer.firstTokenMillis()).isLessThanOrEqualTo(all - 1_400);
  }

  @ParameterizedTest
  @CsvSource({"ANTHROPIC_MESSAGES, 1", "OPENAI_CHAT, 0", "GEMINI_GENERATE, 1"})
  void a_truncated_stream_is_a_failure_with_what_it_had(Protocol protocol, long output) {
    var text = text(protocol);
    sse(
        text.substring(0, text.indexOf("look.") + "look.".length() + 200)
            .replaceAll("\n[^\n]*$", ""));
    // Cut off behind the event that says "look.", or inside of it.

    var failure = failure(send(protocol));

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION);
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure.partial().text()).startsWith("I ");
    if (output > 0) {
      assertThat(failure.partial().usage().output()).isEqualTo(output);
      assertThat(failure).hasMessageContaining("last usage seen: 32 tokens in, 1 out");
    } else {
      assertThat(failure).hasMessageContaining("no usage had come");
    }
  }

  @Test
  void a_reset_in_the_middle_keeps_what_had_come() {
    provider.answers(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 1_000_000);
          exchange
              .getResponseBody()
              .write(ANTHROPIC.substring(0, ANTHROPIC.indexOf("event: message_delta")).getBytes());
          exchange.getResponseBody().flush();
          throw new IOException("cut");
        });

    var failure = failure(send(Protocol.ANTHROPIC_MESSAGES));

    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION);
    assertThat(failure.partial().text()).isEqualTo("I look.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ANTHROPIC_MESSAGES | {'type':'error','error':{'type':'overloaded_error'}} | UNAVAILABLE | RETRY",
        "OPENAI_CHAT | {'error':{'code':'rate_limit_exceeded'}} | RATE_LIMITED | RETRY",
        "OPENAI_CHAT | {'error':{'message':'?'}} | UNAVAILABLE | RETRY",
        "OPENAI_CHAT | {'error':{'code':'insufficient_quota'}} | AUTH | RETRY",
        "OPENAI_CHAT | {'error':{'code':'context_length_exceeded'}} | CONTEXT_TOO_LONG | INCIDENT",
        "OPENAI_CHAT | {'error':'the runner has stopped'} | UNAVAILABLE | RETRY",
        "OPENAI_CHAT | {'error':'prompt is too long'} | CONTEXT_TOO_LONG | INCIDENT",
        "ANTHROPIC_MESSAGES | {'type':'error','error':{'type':'billing_error'}} | AUTH | INCIDENT",
        "OPENAI_CHAT | {'choices':[{'delta':{},'finish_reason':'error','error':{'code':502,'message':"
            + "'Upstream'}}]} | UNAVAILABLE | RETRY",
        "OPENAI_CHAT | {'choices':[{'delta':{},'finish_reason':'error'}]} | UNAVAILABLE | RETRY",
        "OPENAI_CHAT | {'choices':[{'error':{'code':429,'message':'?'}}]} | RATE_LIMITED | RETRY",
        "GEMINI_GENERATE | [{'error':{'code':503,'message':'overloaded'}}] | UNAVAILABLE | RETRY",
        "GEMINI_GENERATE | {'error':{'code':400,'message':'API key not valid'}} | AUTH | INCIDENT"
      })
  void an_error_inside_a_stream_is_sorted_like_any_other(
      Protocol protocol, String error, Reason reason, Kind kind) {
    var text = text(protocol);
    int second = text.indexOf("data: ", text.indexOf("\n\ndata: ") + 10);
    sse(text.substring(0, Math.max(0, second)) + "data: " + error.replace('\'', '"') + "\n\n");

    var failure = failure(send(protocol));

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void a_stream_that_never_ends_is_ended_when_it_is_too_large() {
    provider.answers(
        exchange -> {
          var out = start(exchange);
          out.write(ANTHROPIC.substring(0, ANTHROPIC.indexOf("event: message_delta")).getBytes());
          while (true) {
            out.write(
                "data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"on \"}}\n\n"
                    .getBytes());
          }
        });

    var failure = failure(send(Protocol.ANTHROPIC_MESSAGES));

    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(failure).hasMessageContaining("larger than allowed");
    assertThat(failure.partial().text()).startsWith("I look.on on ").hasSizeLessThan(100_000);
  }

  @Test
  void a_line_that_never_ends_is_not_held_in_memory() {
    provider.answers(
        exchange -> {
          var out = start(exchange);
          out.write("data: ".getBytes());
          while (true) {
            out.write(new byte[8192]);
          }
        });

    assertThat(failure(send(Protocol.OPENAI_CHAT))).hasMessageContaining("larger than allowed");
  }

  @Test
  void a_stream_that_only_keeps_itself_alive_is_ended_by_the_calls_time_out() {
    provider.answers(
        exchange -> {
          var out = start(exchange);
          while (true) {
            out.write(": still here\n\n".getBytes());
            out.flush();
            Thread.sleep(20);
          }
        });
    var model = TestModels.model(Protocol.ANTHROPIC_MESSAGES, "m", provider.url());
    var plain = ask(model);
    var impatient =
        new ChatRequest(model, "", plain.messages(), plain.tools(), 10, Duration.ofMillis(400))
            .asStream();

    var failure = failure(models.chat(7, impatient).toCompletableFuture());

    assertThat(failure.kind()).isEqualTo(Kind.RETRY);
    assertThat(failure.outcomeUnknown()).isTrue();
  }

  @Test
  void cancelling_ends_a_stream_and_says_what_had_come() throws Exception {
    var under = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          var out = start(exchange);
          out.write(ANTHROPIC.substring(0, ANTHROPIC.indexOf("event: message_delta")).getBytes());
          out.flush();
          under.countDown();
          Thread.sleep(60_000);
        });
    var stage = send(Protocol.ANTHROPIC_MESSAGES);
    assertThat(under.await(20, TimeUnit.SECONDS)).isTrue();
    Thread.sleep(300);

    stage.cancel(true);

    var failure = failure(stage);
    assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
    assertThat(failure.reason()).isEqualTo(Reason.CANCELLED);
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure.partial().text()).isEqualTo("I look.");
    assertThat(failure.partial().usage().totalInput()).isEqualTo(32);
  }

  @Test
  void who_answers_whole_although_a_stream_was_asked_for_is_understood() throws Exception {
    provider.answers(200, TestModels.ANSWER, "Content-Type", "application/json");

    var answer = send(Protocol.ANTHROPIC_MESSAGES).get(20, TimeUnit.SECONDS);

    assertThat(answer.text()).isEqualTo("Hello!");
    assertThat(answer.firstTokenMillis()).isNull();
  }

  @Test
  void a_stream_without_usage_has_none() throws Exception {
    sse(OPENAI.replaceAll("data: [^\n]*prompt_tokens[^\n]*\n\n", ""));

    assertThat(send(Protocol.OPENAI_CHAT).get(20, TimeUnit.SECONDS).usage()).isNull();
  }

  private void sse(String text) {
    provider.answers(200, text, "Content-Type", "text/event-stream; charset=utf-8");
  }

  private static java.io.OutputStream start(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static String text(Protocol protocol) {
    return switch (protocol) {
      case ANTHROPIC_MESSAGES -> ANTHROPIC;
      case OPENAI_CHAT -> OPENAI;
      case GEMINI_GENERATE -> GEMINI;
    };
  }

  private CompletableFuture<ChatAnswer> send(Protocol protocol) {
    var request = ask(TestModels.model(protocol, "m", provider.url())).asStream();
    return models.chat(7, request).toCompletableFuture();
  }

  private static ModelFailure failure(CompletableFuture<ChatAnswer> stage) {
    try {
      throw new AssertionError("answered: " + stage.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return (ModelFailure) e.getCause();
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
