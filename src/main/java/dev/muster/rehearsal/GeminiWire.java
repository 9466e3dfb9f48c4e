package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Google's generateContent (Gemini API: v1beta, and v1, which Google's own clients ask now). */
final class GeminiWire implements Wire {
  private static final Pattern PATH =
      Pattern.compile(
          "/gemini/v1(?:beta)?/models/([^/:]+):(generateContent|streamGenerateContent)");

  @Override
  public String name() {
    return "gemini-generate";
  }

  @Override
  public String prefix() {
    return "/gemini/";
  }

  @Override
  public boolean serves(String path) {
    return PATH.matcher(path).matches();
  }

  @Override
  public Optional<String> key(Headers headers, URI uri) {
    return Optional.ofNullable(headers.getFirst("x-goog-api-key"))
        .or(() -> parameter(uri, "key"))
        .or(() -> Keys.bearer(headers));
  }

  private static Optional<String> parameter(URI uri, String name) {
    var query = uri.getQuery() == null ? "" : uri.getQuery();
    return Arrays.stream(query.split("&"))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  @Override
  public Asked read(Headers headers, URI uri, JsonNode body) throws Refused {
    var path = PATH.matcher(uri.getPath());
    if (!path.matches()) {
      throw new Refused(404, "no model in " + uri.getPath());
    }
    return GeminiRequest.read(path.group(1), path.group(2).equals("streamGenerateContent"), body);
  }

  @Override
  public JsonNode answer(Answer answer) {
    var body = Shape.object();
    var candidate = body.putArray("candidates").addObject();
    var content = candidate.putObject("content");
    var parts = content.putArray("parts");
    if (!answer.text().isEmpty()) {
      parts.addObject().put("text", answer.text());
    }
    for (var call : answer.calls()) {
      var function = parts.addObject().putObject("functionCall");
      function.put("id", call.id()).put("name", call.said().name());
      function.set("args", Shape.JSON.valueToTree(call.said().arguments()));
    }
    content.put("role", "model");
    candidate.put("finishReason", answer.cutOff() ? "MAX_TOKENS" : "STOP").put("index", 0);
    if (answer.usage() != null) {
      body.set("usageMetadata", usage(answer.usage()));
    }
    return body.put("modelVersion", answer.answeringId()).put("responseId", answer.id());
  }

  /** Here promptTokenCount includes what was read from the cache, and zeros are left out. */
  private static JsonNode usage(Answer.Tokens tokens) {
    var usage = Shape.object().put("promptTokenCount", tokens.input());
    usage.put("candidatesTokenCount", tokens.output()).put("totalTokenCount", tokens.total());
    if (tokens.cached() > 0) {
      usage.put("cachedContentTokenCount", tokens.cached());
    }
    var details = usage.putArray("promptTokensDetails").addObject();
    details.put("modality", "TEXT").put("tokenCount", tokens.input());
    return usage;
  }

  /** One chunk holds everything: the API cuts where it likes, and function calls never. */
  @Override
  public String stream(Asked asked, URI uri, JsonNode answer) {
    var events = parameter(uri, "alt").filter("sse"::equals).isPresent();
    return events ? "data: " + answer + "\r\n\r\n" : "[" + answer + "]";
  }

  @Override
  public JsonNode error(int status, String message, String requestId) {
    var body = Shape.object();
    var error = body.putObject("error").put("code", status).put("message", message);
    error.put("status", statusName(status));
    return body;
  }

  private static String statusName(int status) {
    return switch (status) {
      case 400, 405, 413 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 404 -> "NOT_FOUND";
      case 501 -> "UNIMPLEMENTED";
      default -> "INTERNAL";
    };
  }

  @Override
  public String requestIdHeader() {
    return "x-request-id";
  }
}
