package dev.muster.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A span as it came over the wire.
 *
 * @param parent empty at the root
 * @param attributes lists as their values, joined by commas
 */
public record ToldSpan(
    String trace,
    String id,
    String parent,
    String name,
    Span.SpanKind kind,
    long start,
    long end,
    boolean failed,
    int events,
    Map<String, String> attributes) {

  static ToldSpan of(Span span) {
    return new ToldSpan(
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getName(),
        span.getKind(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
        span.getEventsCount(),
        span.getAttributesList().stream()
            .collect(Collectors.toMap(a -> a.getKey(), a -> text(a.getValue()))));
  }

  public String get(String attribute) {
    return attributes.get(attribute);
  }

  public String operation() {
    return get("gen_ai.operation.name");
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(ToldSpan::text)
              .collect(Collectors.joining(","));
      default -> value.toString();
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
