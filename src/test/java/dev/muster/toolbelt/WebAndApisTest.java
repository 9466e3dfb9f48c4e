package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.toolbelt.Belt.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** web and apis against a real server on loopback that notes every request. */
class WebAndApisTest {
  private static final String OPENAPI =
      """
      {"openapi": "3.0.3", "servers": [{"url": "/"}],
       "components": {"parameters": {"Name": {"name": "name", "in": "path", "required": true}}},
       "paths": {
        "/status": {"get": {"operationId": "getStatus", "summary": "State of all"}},
        "/queues": {"get": {"operationId": "listQueues", "parameters": [
           {"name": "limit", "in": "query"}, {"name": "X-Team", "in": "header"},
           {"name": "Authorization", "in": "header"}]}},
        "/queues/{name}/restart": {
          "parameters": [{"$ref": "#/components/parameters/Name"}],
          "post": {"operationId": "restartQueue"}},
        "/notes": {"put": {"operationId": "putNote", "requestBody": {"content": {}}}}}}
      """;
  @TempDir Path data;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer site;
  private String address;
  private Belt belt;

  @BeforeEach
  void start() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext("/", this::answer);
    site.start();
    address = "http://127.0.0.1:" + site.getAddress().getPort();
    belt = new Belt(data);
    belt.places.put("MUSTER_SITE_URL", address);
    allow(Map.of("platform", "${MUSTER_SITE_URL}/openapi.json"));
  }

  private void allow(Map<String, String> apis) {
    belt.run("r-one", Belt.limits(Map.of(), List.of("${MUSTER_SITE_URL}/docs/"), apis));
  }

  @AfterEach
  void stop() throws Exception {
    belt.close();
    site.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var team = exchange.getRequestHeaders().getFirst("X-Team");
    var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(line + (team == null ? "" : " team=" + team) + (body.isEmpty() ? "" : " " + body));
    var path = exchange.getRequestURI().getPath();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", path.endsWith("bin") ? "application/octet-stream" : "text/html");
    var status = 200;
    if (path.contains("redirect")) {
      headers.set("Location", exchange.getRequestURI().getQuery());
      status = 302;
    }
    status = path.contains("missing") ? 404 : status;
    var text = path.endsWith("openapi.json") ? OPENAPI : "page " + path;
    text = path.endsWith("big") ? "y".repeat(100_000) : text;
    exchange.sendResponseHeaders(status, 0);
    try (var out = exchange.getResponseBody()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Answer get(String url) {
    return belt.call("r-one", "web", "get", Map.of("url", url));
  }

  private Answer call(String operation, Map<String, Object> arguments) {
    return belt.call(
        "r-one", "apis", "call", Map.of("operation_id", operation, "arguments", arguments));
  }

  @Test
  void allowedPagesAreRead() {
    assertThat(get(address + "/docs/x.html"))
        .isEqualTo(new Answer("HTTP 200\npage /docs/x.html", false));
    assertThat(get("${MUSTER_SITE_URL}/docs/a/b?q=1").text()).contains("page /docs/a/b");
    assertThat(get(address + "/docs/../docs/y").text()).contains("page /docs/y");
    assertThat(get(address + "/docs/redirect?/docs/target").text()).contains("page /docs/target");
    assertThat(get(address + "/docs/big").text())
        .hasSizeLessThan(21_000)
        .contains("[cut: only the first 20000 bytes]");
  }

  @Test
  void everyOtherAddressIsRefusedBeforeAnyRequest() {
    var port = site.getAddress().getPort();
    for (var url :
        List.of(
            address,
            address + "/",
            address + "/doc",
            address + "/docsx/a",
            address + "/secret",
            address + "/docs/../secret",
            address + "/docs/%2e%2e/secret",
            address + "/docs/..%2fsecret",
            address + "/docs/%2E%2E%2Fsecret",
            address + "/docs/..%5csecret",
            address + "/docs/..\\..\\secret",
            address + "/docs/%252e%252e/secret",
            address + "/docs/%00",
            "http://localhost:" + port + "/docs/x",
            "http://127.0.0.1:1/docs/x",
            "http://127.0.0.1/docs/x",
            "https://127.0.0.1:" + port + "/docs/x",
            "http://user@127.0.0.1:" + port + "/docs/x",
            "http://127.0.0.1:" + port + "@evil.example/docs/x",
            "http://evil.example:" + port + "/docs/x",
            "http://[::1]:" + port + "/docs/x",
            "file:///etc/passwd",
            "ftp://127.0.0.1/docs/",
            "/docs/x",
            "")) {
      var answer = get(url);
      assertThat(answer.error()).as("%s -> %s", url, answer.text()).isTrue();
      assertThat(answer.text().lines()).hasSize(1);
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void aRedirectDoesNotLeadOut() {
    assertThat(get(address + "/docs/redirect?/secret").text()).startsWith("not allowed");
    assertThat(get(address + "/docs/redirect?http://evil.example/docs/").error()).isTrue();
    assertThat(get(address + "/docs/redirect?file:///etc/passwd").error()).isTrue();
    var loop = get(address + "/docs/redirect?" + "/docs/redirect");
    assertThat(loop.error()).isTrue();
    assertThat(requests).noneMatch(request -> request.contains(" /secret"));
  }

  @Test
  void errorsAndBinariesAreToolErrors() {
    assertThat(get(address + "/docs/missing"))
        .isEqualTo(new Answer("HTTP 404\npage /docs/missing", true));
    assertThat(get(address + "/docs/bin").text()).startsWith("not text: application/octet-stream");
    site.stop(0);
    assertThat(get(address + "/docs/x").error()).isTrue();
  }

  @Test
  void operationsAreListed() {
    var lines = belt.call("r-one", "apis", "operations", Map.of()).text().lines().toList();
    assertThat(lines)
        .containsExactly(
            "platform.getStatus | GET /status | State of all | ",
            "platform.listQueues | GET /queues |  | limit (query), X-Team (header)",
            "platform.restartQueue | POST /queues/{name}/restart |  | name (path, required)",
            "platform.putNote | PUT /notes |  | body");
  }

  @Test
  void operationsAreCalledAsDeclared() {
    assertThat(call("restartQueue", Map.of("name", "invoices")).text())
        .isEqualTo("HTTP 200\npage /queues/invoices/restart");
    call("platform.listQueues", Map.of("limit", 5, "X-Team", "ops"));
    call("putNote", Map.of("title", "a", "n", 1));
    call("putNote", Map.of("body", Map.of("title", "b")));
    call("restartQueue", Map.of("name", "a/../../b c"));
    assertThat(requests.stream().filter(request -> !request.contains("openapi")).toList())
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("POST /queues/invoices/restart"),
            two -> assertThat(two).isEqualTo("GET /queues?limit=5 team=ops"),
            three -> assertThat(three).startsWith("PUT /notes {").contains("\"n\":1"),
            four -> assertThat(four).isEqualTo("PUT /notes {\"title\":\"b\"}"),
            five -> assertThat(five).isEqualTo("POST /queues/a%2F..%2F..%2Fb%20c/restart"));
  }

  @Test
  void whatIsNotDeclaredIsNotCalled() {
    assertThat(call("deleteEverything", Map.of()).text())
        .isEqualTo("no operation deleteEverything");
    assertThat(call("restartQueue", Map.of()).text()).contains("\"name\" is missing");
    assertThat(call("restartQueue", Map.of("name", "..")).error()).isTrue();
    assertThat(call("getStatus", Map.of("x", 1)).text()).contains("unknown argument \"x\"");
    assertThat(call("listQueues", Map.of("Authorization", "x")).text())
        .contains("unknown argument");
    assertThat(requests).allMatch(request -> request.contains("openapi"));
  }

  @Test
  void onlyServicesOnThisMachineAreAsked() {
    for (var url : List.of("http://evil.example/openapi.json", "http://10.0.0.1/x", "file:///x")) {
      allow(Map.of("other", url));
      assertThat(belt.call("r-one", "apis", "operations", Map.of()).text())
          .startsWith("not a service on this machine");
    }
    var document =
        new ApiDocument(
            "s",
            Loopback.checked(address + "/o"),
            new com.fasterxml.jackson.databind.ObjectMapper());
    for (var server :
        List.of("http://evil.example/", "//evil.example/", "http://127.0.0.1:5432/")) {
      assertThatThrownBy(() -> document.operations("{\"servers\":[{\"url\":\"" + server + "\"}]}"))
          .isInstanceOf(ToolFailed.class);
    }
    var yaml = "paths:\n  /a:\n    get:\n      operationId: readA\n";
    assertThat(document.operations(yaml)).extracting(ApiOperation::id).containsExactly("readA");
  }
}
