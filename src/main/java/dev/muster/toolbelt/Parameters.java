package dev.muster.toolbelt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a tool takes, as JSON schema and as the list that calls are checked against. */
record Parameters(List<Parameter> all) {

  /** One argument. */
  record Parameter(String name, boolean required, Map<String, Object> schema) {
    Parameter optional() {
      return new Parameter(name, false, schema);
    }
  }

  static Parameters of(Parameter... parameters) {
    return new Parameters(List.of(parameters));
  }

  static Parameter text(String name, String description) {
    return new Parameter(name, true, Map.of("type", "string", "description", description));
  }

  static Parameter number(String name, String description) {
    return new Parameter(name, true, Map.of("type", "integer", "description", description));
  }

  static Parameter texts(String name, String description) {
    var items = Map.of("type", "string");
    return new Parameter(
        name, true, Map.of("type", "array", "items", items, "description", description));
  }

  static Parameter object(String name, String description) {
    return new Parameter(name, true, Map.of("type", "object", "description", description));
  }

  Stream<String> names() {
    return all.stream().map(Parameter::name);
  }

  Stream<String> required() {
    return all.stream().filter(Parameter::required).map(Parameter::name);
  }

  Map<String, Object> schema() {
    var properties = new LinkedHashMap<String, Object>();
    all.forEach(parameter -> properties.put(parameter.name(), parameter.schema()));
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required().toList(),
        "additionalProperties",
        false);
  }
}
