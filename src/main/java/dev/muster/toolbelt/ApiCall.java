package dev.muster.toolbelt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.toolbelt.ApiOperation.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Builds the request of one operation; what the document does not declare is not sent. */
final class ApiCall {
  private static final Set<String> NEEDS_BODY = Set.of("POST", "PUT", "PATCH");
  private static final String BODY = "body";
  private final ApiOperation operation;
  private final ObjectMapper json;

  ApiCall(ApiOperation operation, ObjectMapper json) {
    this.operation = operation;
    this.json = json;
  }

  Request request(Map<?, ?> given) {
    var left = new LinkedHashMap<String, Object>();
    given.forEach((name, value) -> left.put(String.valueOf(name), value));
    var path = operation.path();
    var query = new LinkedHashMap<String, String>();
    var request = new Request.Builder();
    for (var parameter : operation.parameters()) {
      var value = take(left, parameter);
      if (value != null) {
        switch (parameter.in()) {
          case "path" -> path = path.replace("{" + parameter.name() + "}", segment(value));
          case "query" -> query.put(parameter.name(), value);
          default -> request.header(parameter.name(), value);
        }
      }
    }
    return request.url(url(path, query)).method(operation.method(), body(left)).build();
  }

  private String take(Map<String, Object> left, Parameter parameter) {
    var value = left.remove(parameter.name());
    if (value == null && parameter.required()) {
      throw new ToolFailed("argument \"" + parameter.name() + "\" is missing");
    }
    return value == null || value instanceof String ? (String) value : write(value);
  }

  /** One segment stays one: a slash or dots in a value cannot reach another operation. */
  private static String segment(String value) {
    if (value.isEmpty() || value.equals(".") || value.equals("..")) {
      throw new ToolFailed("a path argument cannot be \"" + value + "\"");
    }
    var encoded = new HttpUrl.Builder().scheme("http").host("x").addPathSegment(value).build();
    return encoded.encodedPath().substring(1);
  }

  private HttpUrl url(String path, Map<String, String> query) {
    var base = operation.base().encodedPath().replaceAll("/$", "");
    var url = operation.base().newBuilder().encodedPath(base + path).query(null).fragment(null);
    query.forEach(url::addQueryParameter);
    return url.build();
  }

  private RequestBody body(Map<String, Object> left) {
    if (!operation.hasBody()) {
      left.keySet().stream()
          .findFirst()
          .ifPresent(
              name -> {
                throw new ToolFailed("unknown argument \"" + name + "\"; see operations");
              });
      return NEEDS_BODY.contains(operation.method()) ? RequestBody.create(new byte[0]) : null;
    }
    var content = left.size() == 1 && left.containsKey(BODY) ? left.get(BODY) : left;
    return RequestBody.create(write(content), MediaType.parse("application/json"));
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new ToolFailed("an argument cannot be written as JSON", impossible);
    }
  }
}
