package dev.muster.toolbelt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.toolbelt.ApiOperation.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** An OpenAPI 3 document, read as far as calling its operations needs. */
final class ApiDocument {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");
  private static final Set<String> SENDABLE = Set.of("path", "query", "header");

  /** OpenAPI says that the first three are ignored; the others would break the request's frame. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "accept",
          "content-type",
          "authorization",
          "host",
          "cookie",
          "content-length",
          "transfer-encoding",
          "connection");

  private final String service;
  private final HttpUrl url;
  private final ObjectMapper json;

  ApiDocument(String service, HttpUrl url, ObjectMapper json) {
    this.service = service;
    this.url = url;
    this.json = json;
  }

  List<ApiOperation> operations(String text) {
    var document = parse(text);
    var base = base(document);
    var found = new ArrayList<ApiOperation>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .filter(method -> method.getValue().hasNonNull("operationId"))
                    .forEach(
                        method ->
                            found.add(
                                operation(
                                    document,
                                    base,
                                    path.getKey(),
                                    path.getValue(),
                                    method.getKey()))));
    return found;
  }

  private JsonNode parse(String text) {
    try {
      if (text.stripLeading().startsWith("{")) {
        return json.readTree(text);
      }
      return json.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    } catch (JsonProcessingException | YAMLException broken) {
      throw new ToolFailed("the OpenAPI document of " + service + " cannot be read", broken);
    }
  }

  /** A document may not send us to another service than the one that the plan allows. */
  private HttpUrl base(JsonNode document) {
    var server = document.path("servers").path(0).path("url").asText("/");
    var base = url.resolve(server);
    if (base == null || !base.scheme().equals(url.scheme()) || base.port() != url.port()) {
      throw new ToolFailed("the document of " + service + " names another server: " + server);
    }
    return Loopback.checked(base.toString());
  }

  private ApiOperation operation(
      JsonNode document, HttpUrl base, String path, JsonNode item, String method) {
    var operation = item.path(method);
    return new ApiOperation(
        service,
        operation.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        base,
        path,
        operation.path("summary").asText(""),
        parameters(document, item.path("parameters"), operation.path("parameters")),
        operation.has("requestBody"));
  }

  /** An operation's own parameter replaces its path's of the same name. */
  private static List<Parameter> parameters(JsonNode document, JsonNode... lists) {
    Map<String, Parameter> found = new LinkedHashMap<>();
    for (var list : lists) {
      for (var entry : list) {
        var node = entry.has("$ref") ? document.at(pointer(entry)) : entry;
        var in = node.path("in").asText();
        var name = node.path("name").asText();
        if (SENDABLE.contains(in) && !NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
          found.put(name, new Parameter(name, in, node.path("required").asBoolean()));
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static String pointer(JsonNode reference) {
    var text = reference.path("$ref").asText();
    return text.startsWith("#/") ? text.substring(1) : "/components/none";
  }
}
