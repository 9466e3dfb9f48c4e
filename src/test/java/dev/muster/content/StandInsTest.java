package dev.muster.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-ins start, say that they are stand-ins, and list the tools that the plan expects. */
class StandInsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INITIALIZE =
      "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'%s'}}";

  private Process process;
  private BufferedReader out;

  @AfterEach
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "standins/finance-mcp-server.mjs, 15",
    "standins/serena.mjs, 23",
    "standins/chrome-devtools-mcp.mjs, 26",
    "standins/context7.mjs, 2",
    "standins-broken/finance-mcp-server.mjs, 14"
  })
  void lists_its_tools_and_ends_with_its_input(String program, int count) throws Exception {
    start(program);
    var server = ask(INITIALIZE.formatted("2025-06-18"));
    assertThat(server.at("/result/serverInfo/title").asText()).endsWith("(stand-in)");
    var tools = ask("{'jsonrpc':'2.0','id':2,'method':'tools/list'}").at("/result/tools");
    assertThat(tools.findValuesAsText("name")).hasSize(count).doesNotHaveDuplicates();
    assertThat(tools)
        .allSatisfy(t -> assertThat(t.at("/inputSchema/type").asText()).isEqualTo("object"));
    process.getOutputStream().close();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void speaks_the_protocol_version_that_it_is_asked_for(String version) throws Exception {
    start("standins/context7.mjs");
    var answer = ask(INITIALIZE.formatted(version));
    assertThat(answer.at("/result/protocolVersion").asText()).isEqualTo(version);
    assertThat(ask("{'jsonrpc':'2.0','id':2,'method':'ping'}").get("result")).isEmpty();
    var unknown = ask("{'jsonrpc':'2.0','id':3,'method':'resources/list'}");
    assertThat(unknown.at("/error/code").asInt()).isEqualTo(-32601);
  }

  @Test
  void finance_really_computes() throws Exception {
    start("standins/finance-mcp-server.mjs");
    var answer = call("get_income_statement", "{'symbol':'ALPN'}");
    assertThat(answer.at("/result/content/0/text").asText()).contains("\"income\":510");
    assertThat(call("get_quote", "{'symbol':'NONE'}").at("/result/isError").asBoolean()).isTrue();
  }

  @Test
  void serena_reads_its_project_and_nothing_outside() throws Exception {
    start("standins/serena.mjs", Cassette.PLANS.resolve("standins").toString());
    var found = call("find_symbol", "{'name_path':'serveStdio'}");
    assertThat(found.at("/result/content/0/text").asText()).contains("stdio.mjs");
    var outside = call("read_file", "{'relative_path':'../../pom.xml'}");
    assertThat(outside.at("/result/isError").asBoolean()).isTrue();
  }

  @Test
  void remote_servers_answer_only_with_their_own_token() throws Exception {
    var port = startRemotes();
    var list = "{'jsonrpc':'2.0','id':1,'method':'tools/list'}";
    for (var expected : List.of("linear:12", "supabase:10", "hf:8")) {
      var server = expected.split(":")[0];
      var refused = post(port, server, "wrong", list);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("www-authenticate"))
          .hasValueSatisfying(h -> assertThat(h).startsWith("Bearer"));
      var listed = post(port, server, "token-of-" + server, list);
      var tools = JSON.readTree(listed.body()).at("/result/tools");
      assertThat(tools).hasSize(Integer.parseInt(expected.split(":")[1]));
    }
    assertThat(post(port, "linear", "token-of-hf", list).statusCode()).isEqualTo(401);
    process.getOutputStream().close();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void linear_keeps_comments() throws Exception {
    var port = startRemotes();
    var comment = "{'name':'create_comment','arguments':{'issueId':'PAY-209','body':'when'}}";
    var call = "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':%s}";
    post(port, "linear", "token-of-linear", call.formatted(comment));
    var list = "{'name':'list_comments','arguments':{'issueId':'PAY-209'}}";
    var listed = post(port, "linear", "token-of-linear", call.formatted(list));
    assertThat(listed.body()).contains("when");
  }

  private int startRemotes() throws IOException {
    var builder =
        new ProcessBuilder("node", Cassette.PLANS.resolve("standins/remotes.mjs").toString());
    List.of("linear", "supabase", "hf")
        .forEach(
            s -> builder.environment().put(s.toUpperCase(Locale.ROOT) + "_TOKEN", "token-of-" + s));
    launch(builder);
    return Integer.parseInt(out.readLine().replace("listening on ", ""));
  }

  private void start(String program, String... args) throws IOException {
    var command = new ArrayList<>(List.of("node", Cassette.PLANS.resolve(program).toString()));
    command.addAll(List.of(args));
    launch(new ProcessBuilder(command));
  }

  private void launch(ProcessBuilder builder) throws IOException {
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private JsonNode call(String tool, String arguments) throws IOException {
    var params = "{'name':'" + tool + "','arguments':" + arguments + "}";
    return ask("{'jsonrpc':'2.0','id':9,'method':'tools/call','params':" + params + "}");
  }

  private JsonNode ask(String message) throws IOException {
    var line = message.replace('\'', '"') + "\n";
    process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return JSON.readTree(out.readLine());
  }

  private static HttpResponse<String> post(int port, String server, String token, String message)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + server + "/mcp"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(message.replace('\'', '"')))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
