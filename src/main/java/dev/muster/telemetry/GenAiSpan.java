package dev.muster.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Something that has ended, under OpenTelemetry's names. Never what was said: only figures, ids and
 * names of the plan.
 *
 * @param subject what the name says after the operation: a phase, an agent, a model, a tool
 * @param error what kind of error ended it; null when none did
 */
public record GenAiSpan(
    Operation operation,
    String subject,
    Branch branch,
    Instant start,
    Instant end,
    String error,
    Attributes attributes) {

  /** What is told of. */
  public enum Operation {
    INVOKE_WORKFLOW(SpanKind.INTERNAL),
    INVOKE_AGENT(SpanKind.INTERNAL),
    CHAT(SpanKind.CLIENT),
    EXECUTE_TOOL(SpanKind.INTERNAL);

    private final SpanKind kind;

    Operation(SpanKind kind) {
      this.kind = kind;
    }

    SpanKind kind() {
      return kind;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public GenAiSpan(
      Operation operation,
      String subject,
      Branch branch,
      Instant start,
      Instant end,
      String error) {
    this(operation, subject, branch, start, end, error, named(operation, error));
  }

  private static Attributes named(Operation operation, String error) {
    var named = Attributes.builder().put("gen_ai.operation.name", operation.toString());
    return (error == null ? named : named.put("error.type", error)).build();
  }

  /** With one more attribute, unless it is not known. */
  public GenAiSpan with(String name, String value) {
    return value == null ? this : with(attributes.toBuilder().put(name, value).build());
  }

  public GenAiSpan with(String name, long value) {
    return with(attributes.toBuilder().put(name, value).build());
  }

  public GenAiSpan with(String name, List<String> values) {
    return with(attributes.toBuilder().put(name, values.toArray(String[]::new)).build());
  }

  private GenAiSpan with(Attributes all) {
    return new GenAiSpan(operation, subject, branch, start, end, error, all);
  }

  String name() {
    return operation + " " + subject;
  }
}
