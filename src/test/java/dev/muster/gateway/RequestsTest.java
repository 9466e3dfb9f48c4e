package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.gateway.Gateway.Access;
import dev.muster.model.FakeProvider;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway makes of requests before it forwards them, and which it refuses. */
class RequestsTest {
  private static final String USER = "'messages':[{'role':'user','content':'Hi'}]";
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;
  private final FakeProvider provider = new FakeProvider();
  private Lane lane;

  @BeforeEach
  void start() {
    var at = provider.url();
    lane = new Lane(folder, at, at + "/v1", at);
    // A refusal that shuts nobody out: the next is sent, too.
    provider.answers(400, "{}");
  }

  @AfterEach
  void stop() throws Exception {
    lane.close();
    provider.close();
  }

  @Test
  void an_openai_request_is_bounded_and_its_usage_asked_for() throws Exception {
    openAi(
        "{'model':'x','stream':true,'max_completion_tokens':50,'service_tier':'priority',"
            + "'temperature':0.3,"
            + USER
            + "}");

    var sent = sent();
    assertThat(sent.path("model").asText()).isEqualTo("qwen3-coder-plus");
    assertThat(sent.path("max_tokens").asInt()).isEqualTo(50);
    assertThat(sent.has("max_completion_tokens")).isFalse();
    assertThat(sent.path("stream_options").path("include_usage").asBoolean()).isTrue();
    assertThat(sent.has("service_tier")).as("another price").isFalse();
    assertThat(sent.path("temperature").asDouble()).isEqualTo(0.3);
    assertThat(sent.path("messages").path(0).path("content").asText()).isEqualTo("Hi");
  }

  @Test
  void an_anthropic_request_is_bounded_with_its_thinking() throws Exception {
    anthropic(
        "{'model':'x','max_tokens':32000,'thinking':{'type':'enabled','budget_tokens':10000},"
            + USER
            + "}");

    assertThat(provider.received().get(0).path()).isEqualTo("/v1/messages");
    assertThat(provider.received().get(0).header("x-api-key")).isEqualTo(Lane.KEY);
    assertThat(provider.received().get(0).header("Authorization")).isNull();
    assertThat(sent().path("model").asText()).isEqualTo("claude-sonnet-5");
    assertThat(sent().path("max_tokens").asInt()).isEqualTo(1000);
    assertThat(sent().has("thinking")).as("no room for it in 1000 tokens").isFalse();
  }

  @Test
  void a_gemini_request_goes_to_the_chosen_model_and_is_bounded() throws Exception {
    gemini("gemini-2.5-pro:streamGenerateContent?alt=sse", "{'contents':[]}");
    gemini("gemini-2.5-pro:generateContent", "{'generationConfig':{'maxOutputTokens':7}}");

    var received = provider.received();
    assertThat(received.get(0).path())
        .isEqualTo("/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
    assertThat(received.get(1).path()).isEqualTo("/v1beta/models/gemini-3.8-flash:generateContent");
    assertThat(received.get(0).header("x-goog-api-key")).isEqualTo(Lane.KEY);
    assertThat(received.get(0).body()).contains("\"maxOutputTokens\":1000");
    assertThat(received.get(1).body()).contains("\"maxOutputTokens\":7");
  }

  @Test
  void what_cannot_be_bounded_is_refused_before_anything_is_reserved() throws Exception {
    refused(openAi("{'n':3," + USER + "}"), "n over 1");
    refused(openAi("{'web_search_options':{}," + USER + "}"), "web_search_options");
    refused(
        anthropic("{'tools':[{'type':'web_search_20250305','name':'w'}]," + USER + "}"),
        "web_search_20250305");
    refused(gemini("m:generateContent", "{'tools':[{'googleSearch':{}}]}"), "googleSearch");
    refused(gemini("m:generateContent", "{'tools':{'google_search':{}}}"), "google_search");
    refused(
        gemini("m:generateContent", "{'generationConfig':{'candidateCount':4}}"),
        "candidateCount over 1");
    refused(gemini("m:streamGenerateContent", "{}"), "alt=sse only");
  }

  /** What Anthropic's betas move out of a request: its input, its model, or its usage. */
  @Test
  void what_anthropic_would_do_beside_the_request_is_refused() throws Exception {
    refused(
        anthropic("{'thread':{'type':'continue','previous_message_id':'m'}," + USER + "}"),
        "thread");
    refused(anthropic("{'fallbacks':[{'model':'claude-opus-5'}]," + USER + "}"), "fallbacks");
    refused(anthropic("{'compaction':{'type':'on'}," + USER + "}"), "compaction");
    refused(
        anthropic("{'context_management':{'edits':[{'type':'compact_20260112'}]}," + USER + "}"),
        "compact_20260112");
    refusedBlock(
        "{'type':'tool_addition','tool':{'type':'tool_definition',"
            + "'definition':{'type':'web_search_20250305','name':'w'}}}",
        "web_search_20250305");
    refusedBlock(
        "{'type':'tool_addition','tool':{'type':'web_search_20250305','name':'w'}}",
        "web_search_20250305");
    assertThat(provider.received()).isEmpty();

    anthropic(
        "{'thread':{'type':'create'},'fallbacks':[],'context_management':{'edits':["
            + "{'type':'clear_tool_uses_20250919'}]},'messages':[{'role':'user','content':["
            + "{'type':'tool_addition','cache_control':{'type':'ephemeral'},"
            + "'tool':{'type':'tool_reference','name':'mine'}},"
            + "{'type':'tool_addition','tool':{'type':'tool_definition',"
            + "'definition':{'name':'own','input_schema':{'type':'object'}}}}]}]}");
    assertThat(sent().has("thread")).as("nobody goes on with it then").isFalse();
    assertThat(sent().has("context_management")).isTrue();
  }

  @Test
  void input_that_is_only_pointed_at_is_refused() throws Exception {
    var far = "https://example.org/1";
    refusedPart("{'type':'image_url','image_url':{'url':'" + far + "'}}", "image_url that is not");
    refusedPart("{'type':'image_url','image_url':'" + far + "'}", "image_url that is not inline");
    refusedPart("{'type':'file','file':{'file_id':'file-1'}}", "file_id");
    refusedPart("{'type':'file','file':{'file_data':'" + far + "'}}", "file that is not inline");
    refusedPart("{'type':'input_audio','input_audio':{'data':'" + far + "'}}", "input_audio that");
    refusedPart("{'type':'video','video':['oss://a/b']}", "video that is not inline");
    refused(openAi("{'messages':[{'role':'assistant','audio':{'id':'a-1'}}]}"), "audio by its id");
    for (var type : new String[] {"url", "file"}) {
      var image = "{'type':'image','source':{'type':'" + type + "'}}";
      refusedBlock(image, "a source of type " + type);
      refusedBlock("{'type':'tool_result','content':[" + image + "]}", "a source of type " + type);
    }
    refusedBlock("{'type':'container_upload','file_id':'f'}", "file_id");
    refusedGemini("'cachedContent':'c'", "cachedContent");
    refusedGemini("'contents':[{'parts':[{'fileData':{'fileUri':'gs://a'}}]}]", "fileData");
    refusedGemini("'contents':[{'parts':[{'file_data':{'file_uri':'gs://a'}}]}]", "fileData");
    refusedGemini(
        "'contents':[{'parts':[{'functionResponse':{'parts':[{'fileData':{}}]}}]}]", "fileData");
  }

  @Test
  void what_is_inline_and_words_that_look_like_addresses_pass() throws Exception {
    openAi(
        "{'tools':[{'type':'function','function':{'name':'f','parameters':{'properties':"
            + "{'file_id':{'type':'string'}}}}}],'messages':[{'role':'user','content':["
            + "{'type':'text','text':'https://example.org'},"
            + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}}]}]}");
    anthropic(
        "{'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f',"
            + "'input':{'file_id':'1','source':{'type':'url'}}}]},{'role':'user','content':["
            + "{'type':'image','source':{'type':'base64','data':'AA=='}}]}]}");
    gemini(
        "m:generateContent",
        "{'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'AA=='}}]}]}");

    assertThat(provider.received()).hasSize(3);
  }

  @Test
  void what_costs_more_than_tokens_is_refused_or_taken_out() throws Exception {
    refused(openAi("{'fallbacks':['dear']," + USER + "}"), "fallbacks");
    refused(openAi("{'enable_code_interpreter':true," + USER + "}"), "enable_code_interpreter");
    refused(openAi("{'providerOptions':{'gateway':{}}," + USER + "}"), "providerOptions");
    refused(openAi("{'plugins':[{'id':'web'}]," + USER + "}"), "plugins");
    refused(openAi("{'provider':{'order':['x']}," + USER + "}"), "provider");
    refused(openAi("{'preset':'mine'," + USER + "}"), "preset");
    refused(openAi("{'enable_search':true," + USER + "}"), "enable_search");
    refusedGemini("'generation_config':{'candidate_count':4}", "candidateCount over 1");
    refusedGemini("'generationConfig':{'candidate_count':4}", "candidateCount over 1");
    refusedGemini("'generation_config':{},'generationConfig':{}", "beside generation_config");

    openAi(
        "{'models':['dear'],'route':'fallback','plugins':[],'enable_search':false,"
            + "'enable_thinking':true,'thinking_budget':81920,"
            + USER
            + "}");
    assertThat(sent().has("models")).isFalse();
    assertThat(sent().has("route")).isFalse();
    assertThat(sent().has("enable_thinking")).as("beside the limit that is sent").isFalse();
    assertThat(sent().has("thinking_budget")).isFalse();
  }

  /**
   * A client that wants no thinking is heard: a model that thinks by itself would pass the bound.
   */
  @Test
  void that_a_client_wants_no_thinking_is_kept() throws Exception {
    openAi("{'enable_thinking':false," + USER + "}");
    assertThat(sent().path("enable_thinking")).isEqualTo(JSON.readTree("false"));
    assertThat(sent().path("max_tokens").asInt()).isEqualTo(1000);
  }

  @Test
  void geminis_other_spelling_is_bounded_too() throws Exception {
    gemini("m:generateContent", "{'generation_config':{'max_output_tokens':7,'temperature':0.5}}");
    gemini("m:generateContent", "{'generation_config':{'max_output_tokens':70000}}");

    assertThat(sent().has("generation_config")).isFalse();
    var config = sent().path("generationConfig");
    assertThat(config.path("maxOutputTokens").asInt()).isEqualTo(7);
    assertThat(config.has("max_output_tokens")).isFalse();
    assertThat(config.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(provider.received().get(1).body()).contains("\"maxOutputTokens\":1000");
  }

  private void refusedPart(String part, String why) throws Exception {
    refused(openAi("{'messages':[{'role':'user','content':[" + part + "]}]}"), why);
  }

  private void refusedBlock(String block, String why) throws Exception {
    refused(anthropic("{'messages':[{'role':'user','content':[" + block + "]}]}"), why);
  }

  private void refusedGemini(String fields, String why) throws Exception {
    refused(gemini("m:generateContent", "{" + fields + "}"), why);
  }

  @Test
  void too_much_input_is_told_in_the_words_that_clients_know() throws Exception {
    var huge = "word ".repeat(20_001);
    var messages = "'messages':[{'role':'user','content':'" + huge + "'}]";
    var contents = "{'contents':[{'parts':[{'text':'" + huge + "'}]}]}";

    refused(openAi("{" + messages + "}"), "context_length_exceeded");
    refused(anthropic("{" + messages + "}"), "prompt is too long");
    refused(gemini("m:generateContent", contents), "The input token count exceeds the maximum");
  }

  @Test
  void what_is_no_request_is_refused() throws Exception {
    refused(openAi("[1]"), "no JSON object");
    refused(openAi("not JSON"), "no JSON object");
    var access = lane.open("coder");
    var token = access.token();
    assertThat(lane.post(access.openAi(), "/responses", token, "{}").statusCode()).isEqualTo(404);
    assertThat(lane.post(access.openAi(), "/models", token, "{}").statusCode()).isEqualTo(404);
    var large = lane.post(access.openAi(), "/chat/completions", token, "x".repeat((4 << 20) + 1));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(lane.attempts()).isEmpty();
  }

  @Test
  void a_client_of_another_protocol_than_the_models_is_told_so() throws Exception {
    var access = lane.open("coder");

    var answer = lane.post(access.anthropic(), "/v1/messages", access.token(), "{" + USER + "}");

    refused(
        answer,
        "model coder is asked over OPENAI_CHAT, and this address is for ANTHROPIC_MESSAGES");
  }

  @Test
  void tokens_are_counted_here_without_a_call() throws Exception {
    var claude = lane.open("sonnet");
    var counted =
        lane.post(
            claude.anthropic(), "/v1/messages/count_tokens", claude.token(), "{" + USER + "}");
    assertThat(JSON.readTree(counted.body()).path("input_tokens").asInt()).isBetween(3, 30);
    var gemini = gemini("m:countTokens", "{'contents':[{'parts':[{'text':'Hi you'}]}]}");
    assertThat(JSON.readTree(gemini.body()).path("totalTokens").asInt()).isBetween(3, 30);
    assertThat(provider.received()).isEmpty();
    assertThat(lane.attempts()).isEmpty();
  }

  @Test
  void the_models_are_the_one_that_was_chosen() throws Exception {
    var access = lane.open("coder");

    var models = lane.get(access.openAi(), "/models", access.token());

    assertThat(JSON.readTree(models.body()).path("data"))
        .singleElement()
        .satisfies(model -> assertThat(model.path("id").asText()).isEqualTo("qwen3-coder-plus"));
  }

  @Test
  void every_clients_way_of_giving_a_key_is_understood() throws Exception {
    var access = lane.open("coder");
    var path = "/models";
    assertThat(lane.status(access.openAi(), path, "x-api-key", access.token())).isEqualTo(200);
    assertThat(lane.status(access.openAi(), path, "x-goog-api-key", access.token())).isEqualTo(200);
    assertThat(lane.status(access.openAi(), path + "?key=" + access.token(), "a", "b"))
        .isEqualTo(200);
    assertThat(lane.status(access.openAi(), path, "Authorization", access.token())).isEqualTo(401);
    assertThat(lane.status(access.openAi(), path, "Origin", "http://evil.example")).isEqualTo(403);
  }

  @Test
  void a_token_dies_after_a_while_even_if_nobody_closes_its_run() throws Exception {
    lane.close();
    var time = new Instant[] {Instant.parse("2026-11-23T12:00:00Z")};
    var clock =
        new Clock() {
          @Override
          public Instant instant() {
            return time[0];
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    var at = provider.url();
    lane = new Lane(folder, at, at + "/v1", at, Duration.ofSeconds(30), clock);
    var access = lane.open("coder");

    assertThat(lane.get(access.openAi(), "/models", access.token()).statusCode()).isEqualTo(200);
    time[0] = time[0].plus(Duration.ofHours(1));
    assertThat(lane.get(access.openAi(), "/models", access.token()).statusCode()).isEqualTo(401);
  }

  @Test
  void a_token_is_the_same_after_a_restart_once_its_run_is_open_again() throws Exception {
    var before = lane.open("coder").token();
    var run = lane.run;
    lane.close();
    var at = provider.url();
    lane = new Lane(folder, at, at + "/v1", at);
    assertThat(lane.gateway.open(lane.guest(run, "coder")).token()).isEqualTo(before);
  }

  private HttpResponse<String> openAi(String body) throws Exception {
    var access = lane.open("coder");
    return ask(access, access.openAi(), "/chat/completions", body);
  }

  private HttpResponse<String> anthropic(String body) throws Exception {
    var access = lane.open("sonnet");
    return ask(access, access.anthropic(), "/v1/messages", body);
  }

  private HttpResponse<String> gemini(String path, String body) throws Exception {
    var access = lane.open("flash");
    return ask(access, access.gemini(), "/v1beta/models/" + path, body);
  }

  private HttpResponse<String> ask(Access access, URI base, String path, String body)
      throws Exception {
    return lane.post(base, path, access.token(), body);
  }

  private JsonNode sent() throws Exception {
    return JSON.readTree(provider.received().get(0).body());
  }

  private void refused(HttpResponse<String> answer, String why) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(provider.received()).isEmpty();
    assertThat(lane.attempts()).isEmpty();
  }
}
