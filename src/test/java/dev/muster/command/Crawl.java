package dev.muster.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A person who opens whatever Muster shows: pages, API, Camunda's REST, figures. */
final class Crawl {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/[^\"#]*)\"");
  private static final List<String> LISTS =
      List.of(
          "variable-instance?deserializeValues=false",
          "history/variable-instance?deserializeValues=false",
          "history/detail?deserializeValues=false",
          "history/activity-instance",
          "history/process-instance",
          "history/user-operation",
          "history/decision-instance?includeInputs=true&includeOutputs=true",
          "task",
          "history/task",
          "incident",
          "history/incident",
          "process-definition",
          "authorization",
          "user");

  /** Lists whose rows have a text of their own, which may be a whole stack. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "external-task", "errorDetails",
          "history/external-task-log", "error-details",
          "job", "stacktrace",
          "history/job-log", "stacktrace");

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"");

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, byte[]> seen = new TreeMap<>();
  private final String url;
  private final String login;
  private final Map<String, String> form;

  private Crawl(String url, String login, Map<String, String> form) {
    this.url = url;
    this.login = login;
    this.form = form;
  }

  Crawl(String url, String user, String password) {
    this(
        url,
        "Basic " + base64(user + ":" + password),
        Map.of("username", user, "password", password));
  }

  /** Who comes with a token. */
  static Crawl bearing(String url, String token) {
    return new Crawl(url, "Bearer " + token, Map.of());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** All answers up to now by their address, headers first. */
  Map<String, byte[]> seen() {
    return seen;
  }

  /** Follows the pages' links, the API's own list of itself, and Camunda's tables. */
  void all(Iterable<String> deployments) {
    pages();
    for (var id : deployments) {
      api(id);
    }
    LISTS.forEach(list -> get("/engine-rest/" + list));
    TEXTS.forEach(this::texts);
    List.of("/actuator/prometheus", "/actuator/metrics", "/actuator/health").forEach(this::get);
  }

  /** Pages know people by their session only. */
  private void logIn() {
    var token = CSRF.matcher(get("/login"));
    if (!token.find()) {
      throw new AssertionError("the login page has no token against cross-site requests");
    }
    var body = new StringBuilder("_csrf=").append(encoded(token.group(1)));
    form.forEach((name, value) -> body.append('&').append(name).append('=').append(encoded(value)));
    post("/login", "application/x-www-form-urlencoded", body.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void pages() {
    logIn();
    Deque<String> open = new ArrayDeque<>(List.of("/", "/error", "/deployments/d-none0000"));
    while (!open.isEmpty()) {
      var page = open.removeFirst();
      if (seen.containsKey(page) || page.startsWith("/camunda")) {
        continue;
      }
      var links = LINK.matcher(get(page));
      while (links.find()) {
        open.addLast(links.group(1).replace("&amp;", "&"));
      }
    }
  }

  private void api(String deployment) {
    var runs = tree(get("/api/deployments/" + deployment + "/report.json"));
    for (var paths = tree(get("/v3/api-docs")).path("paths").fields(); paths.hasNext(); ) {
      var path = paths.next();
      if (path.getValue().has("get")) {
        var filled = path.getKey().replace("{id}", deployment).replace("{process}", "agent-run");
        get(filled + (filled.contains("{") ? "" : "?deployment=" + deployment));
      }
    }
    runs.findValuesAsText("runId")
        .forEach(run -> get("/api/deployments/" + deployment + "/runs/" + run + "/routing"));
    tree(get("/api/deployments/" + deployment + "/tools"))
        .forEach(s -> get("/deployments/" + deployment + "/tools/" + s.path("server").asText()));
    tree(get("/api/approvals")).forEach(a -> get("/api/approvals/" + a.path("taskId").asText()));
  }

  private void texts(String list, String text) {
    for (var row : tree(get("/engine-rest/" + list))) {
      if (row.hasNonNull("errorMessage") || row.hasNonNull("exceptionMessage")) {
        get("/engine-rest/" + list + "/" + row.path("id").asText() + "/" + text);
      }
    }
  }

  JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (IOException isNone) {
      return json.createObjectNode();
    }
  }

  String get(String path) {
    return send(path, request(path).GET().build());
  }

  String post(String path, String type, String body) {
    var request = request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
    return send("POST " + path + " " + seen.size(), request.build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create(url + path.replace(" ", "%20").replace("{", "%7B").replace("}", "%7D")))
        .timeout(Duration.ofMinutes(2))
        .header("Authorization", login);
  }

  private String send(String name, HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      var whole = answer.statusCode() + "\n" + answer.headers().map() + "\n" + answer.body();
      seen.put(name, whole.getBytes(StandardCharsets.UTF_8));
      return answer.body();
    } catch (IOException e) {
      throw new AssertionError(name + " is not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
