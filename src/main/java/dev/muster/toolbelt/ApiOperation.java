package dev.muster.toolbelt;

import java.util.List;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/**
 * One operation of a service.
 *
 * @param base what the path is appended to
 * @param path with {@code {names}}
 * @param hasBody whether the document declares a request body
 */
record ApiOperation(
    String service,
    String id,
    String method,
    HttpUrl base,
    String path,
    String summary,
    List<Parameter> parameters,
    boolean hasBody) {

  /** A parameter in path, query or header. */
  record Parameter(String name, String in, boolean required) {
    private String shown() {
      return name + " (" + in + (required ? ", required)" : ")");
    }
  }

  boolean isCalled(String wanted) {
    return wanted.equals(id) || wanted.equals(service + "." + id);
  }

  String shown() {
    var takes = parameters.stream().map(Parameter::shown).collect(Collectors.joining(", "));
    return service
        + "."
        + id
        + " | "
        + method
        + " "
        + path
        + " | "
        + summary
        + " | "
        + takes
        + (hasBody ? (takes.isEmpty() ? "" : ", ") + "body" : "");
  }
}
