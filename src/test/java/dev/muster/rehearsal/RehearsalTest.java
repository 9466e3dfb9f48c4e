package dev.muster.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  private static final String PROGRAM =
      """
      import http from 'node:http';
      import {spawn} from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      const server = http.createServer((q, a) =>
        a.end(JSON.stringify({env: process.env, child: child.pid})));
      console.log('starting');
      server.listen(Number(process.argv[2]), '127.0.0.1',
        () => console.log('listening on ' + server.address().port));
      """;
  private static final String OPERATIONS =
      """
      [{"operationId": "getStatus", "method": "GET", "path": "/status", "status": 200,
        "body": {"state": "degraded"}},
       {"operationId": "restartQueue", "method": "POST", "path": "/queues/orders/restart",
        "status": 202, "body": {"accepted": true}}]
      """;
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  @Test
  void starts_models_site_and_standins_and_ends_their_whole_process_tree() throws Exception {
    var program = Files.writeString(folder.resolve("remotes.mjs"), PROGRAM);
    var settings = settings().withStandins(program, Map.of("LINEAR_TOKEN", "t-1"));
    ProcessHandle child;
    try (var rehearsal = Rehearsal.start(settings)) {
      var said = ModelClient.json(get(rehearsal.standinsUrl() + "/").body());
      child = ProcessHandle.of(said.get("child").asLong()).orElseThrow();
      assertThat(said.get("env").properties())
          .extracting(Map.Entry::getKey)
          .containsExactlyInAnyOrder("PATH", "LINEAR_TOKEN");
      var client = new ModelClient(rehearsal.modelsUrl());
      client.send(client.openai(ModelClient.chat("m", "judge", "weather")));
      assertThat(rehearsal.modelServer().received()).isEqualTo(1);
    }
    child.onExit().get(20, TimeUnit.SECONDS);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void the_site_serves_its_files_and_the_operations_that_it_describes() throws Exception {
    try (var rehearsal = Rehearsal.start(settings())) {
      var site = rehearsal.siteUrl();
      var page = get(site + "/docs/rules.html");
      assertThat(page.body()).isEqualTo("<h1>Rules</h1>");
      assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
      assertThat(get(site + "/openapi.json").body()).isEqualTo("{\"openapi\": \"3.1.0\"}");
      assertThat(get(site + "/status").body()).isEqualTo("{\"state\":\"degraded\"}");
      assertThat(send(post(site + "/queues/orders/restart")).statusCode()).isEqualTo(202);
      assertThat(send(post(site + "/queues/other/restart")).statusCode()).isEqualTo(404);
      assertThat(send(post(site + "/docs/rules.html")).statusCode()).isEqualTo(404);
      assertThat(get(site + "/docs/../operations.json").statusCode()).isEqualTo(404);
      assertThat(rehearsal.site().called()).containsExactly("getStatus", "restartQueue");
    }
  }

  @Test
  void a_wrong_operation_is_named() {
    var site = Map.of("operations.json", Played.bytes("[{\"operationId\": \"x\"}]"));
    assertThatThrownBy(() -> Site.start(site))
        .hasMessage("operations.json: entry 1: status and body are needed");
  }

  @Test
  void without_node_one_line_says_what_is_needed() {
    var program = folder.resolve("remotes.mjs");
    assertThatThrownBy(() -> NodeProgram.start(program, Map.of(), folder.toString()))
        .isInstanceOf(NodeMissing.class)
        .hasMessage("Node 20 or newer is needed on the PATH: there is no program 'node'");
  }

  @Test
  void an_old_node_is_named_with_its_version() throws Exception {
    var node = Files.writeString(folder.resolve("node"), "#!/bin/sh\necho v18.20.1\n");
    assertThat(node.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> NodeProgram.start(node, Map.of(), folder.toString()))
        .hasMessage("Node 20 or newer is needed on the PATH: " + node + " is v18.20.1");
  }

  @Test
  void a_program_that_dies_is_quoted_and_nothing_stays_started() throws Exception {
    var program = Files.writeString(folder.resolve("bad.mjs"), "console.error('no luck')");
    var others = threads();
    assertThatThrownBy(() -> Rehearsal.start(settings().withStandins(program, Map.of())))
        .isInstanceOf(ProgramSilent.class)
        .hasMessage(program + " did not print 'listening on PORT'; it said: no luck");
    Awaitility.await().untilAsserted(() -> assertThat(others).containsAll(threads()));
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().matches("rehearsal-(site|models).*"))
        .toList();
  }

  private RehearsalSettings settings() {
    var models = ModelServerSettings.of(ModelClient.KEY, folder.resolve("log.jsonl"));
    var site =
        Map.of(
            "rules.html", Played.bytes("<h1>Rules</h1>"),
            "openapi.json", Played.bytes("{\"openapi\": \"3.1.0\"}"),
            "operations.json", Played.bytes(OPERATIONS));
    return RehearsalSettings.of(Played.files(), models, site);
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  private static HttpRequest.Builder post(String url) {
    return HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString("{}"));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
