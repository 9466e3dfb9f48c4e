package dev.muster.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON Schema of status.json, written from the records that it is written from. */
final class StatusSchema {
  /** Texts, times and figures that may be null; what else is null breaks the schema. */
  private static final Set<String> NULLABLE =
      Set.of(
          "Status.planDigest",
          "Status.endedAt",
          "Phase.startedAt",
          "Phase.endedAt",
          "Phase.detail",
          "BindingRow.reason",
          "AgentRow.model",
          "MeasurementRow.missing",
          "MeasurementRow.source",
          "MeasurementRow.unit",
          "GateRow.approvedBy",
          "WaveRow.notMeasured",
          "Calls.notMeasured",
          "CostRow.label",
          "CostRow.note",
          "Baseline.mix",
          "Baseline.computed",
          "ContextRow.trim",
          "EvidenceRow.lastHash");

  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("rehearsed", "true: saving, quality and speed beside it are rehearsed figures"),
          Map.entry("notMeasured", "why a figure beside it is null"),
          Map.entry("verdict", "PASS, FAIL or INCONCLUSIVE; of a gate also: not judged"),
          Map.entry("made", "requests in the model server's own log; null without such a log"),
          Map.entry("needed", "stored answers by purpose, subject and step"),
          Map.entry("unknown", "calls whose end nobody knows, counted at their reservation"),
          Map.entry("standIn", "true: a program stands in for the real server"),
          Map.entry("serialSum", "seconds, without waiting for people"),
          Map.entry("wall", "seconds, without waiting for people"),
          Map.entry("watched", "what the agent's watch reports, or: not reported"),
          Map.entry("savingVsAllSonnetPercent", "computed: baseline tokens at sonnet's price"),
          Map.entry("judgeUsd", "part of totalUsd; in no arm's cost"));

  private final JsonNodeFactory json = JsonNodeFactory.instance;

  static ObjectNode document() {
    var schema = new StatusSchema();
    var document = schema.json.objectNode();
    document.put("$schema", "http://json-schema.org/draft-07/schema#");
    document.put("title", "Muster status report");
    document.setAll(schema.node(Status.class));
    return document;
  }

  private ObjectNode node(Class<?> record) {
    var node = json.objectNode().put("type", "object").put("additionalProperties", false);
    var properties = node.putObject("properties");
    var required = node.putArray("required");
    for (var part : record.getRecordComponents()) {
      properties.set(part.getName(), described(part, value(record, part)));
      required.add(part.getName());
    }
    return node;
  }

  private static ObjectNode described(RecordComponent part, ObjectNode node) {
    var words = DESCRIPTIONS.get(part.getName());
    return words == null ? node : node.put("description", words);
  }

  private ObjectNode value(Class<?> record, RecordComponent part) {
    var name = record.getSimpleName() + "." + part.getName();
    var type = part.getGenericType();
    // A boxed figure is boxed because it may be missing.
    var figure =
        type == BigDecimal.class
            || type == Double.class
            || type == Integer.class
            || type == Long.class;
    return value(type, figure || type == Boolean.class || NULLABLE.contains(name));
  }

  private ObjectNode value(Type type, boolean nullable) {
    if (type instanceof ParameterizedType generic) {
      return container(generic);
    }
    if (type instanceof Class<?> c && c.isRecord()) {
      return node(c);
    }
    var node = json.objectNode();
    if (nullable) {
      node.putArray("type").add(scalar(type)).add("null");
    } else {
      node.put("type", scalar(type));
    }
    return type == Instant.class ? node.put("format", "date-time") : node;
  }

  private ObjectNode container(ParameterizedType type) {
    var values = type.getActualTypeArguments();
    var last = value(values[values.length - 1], false);
    var node = json.objectNode();
    if (type.getRawType() == List.class) {
      node.put("type", "array").set("items", last);
    } else {
      node.put("type", "object").set("additionalProperties", last);
    }
    return node;
  }

  private static String scalar(Type type) {
    if (type == String.class || type == Instant.class) {
      return "string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    return type == int.class || type == Integer.class || type == long.class ? "integer" : "number";
  }
}
