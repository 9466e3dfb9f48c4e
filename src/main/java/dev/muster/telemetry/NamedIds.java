package dev.muster.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.springframework.boot.actuate.autoconfigure.tracing.SdkTracerProviderBuilderCustomizer;
import org.springframework.stereotype.Component;

/** Ids from names, at the one place where the SDK asks for ids. */
@Component
class NamedIds implements IdGenerator, SdkTracerProviderBuilderCustomizer {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;
  private final ThreadLocal<Branch> next = new ThreadLocal<>();

  @Override
  public void customize(SdkTracerProviderBuilder builder) {
    builder.setIdGenerator(this);
  }

  /** Starts a span on this thread that gets this branch's ids. */
  <T> T at(Branch branch, Supplier<T> start) {
    next.set(branch);
    try {
      return start.get();
    } finally {
      next.remove();
    }
  }

  /** The parent as if it had come from elsewhere: it may not have ended yet. */
  Context parent(Branch branch) {
    if (branch.parent() == null) {
      return Context.root();
    }
    var parent =
        SpanContext.createFromRemoteParent(
            id(branch.trace(), TRACE_BYTES),
            id(branch.parent(), SPAN_BYTES),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    return Context.root().with(Span.wrap(parent));
  }

  @Override
  public String generateTraceId() {
    var branch = next.get();
    return branch == null
        ? IdGenerator.random().generateTraceId()
        : id(branch.trace(), TRACE_BYTES);
  }

  @Override
  public String generateSpanId() {
    var branch = next.get();
    return branch == null ? IdGenerator.random().generateSpanId() : id(branch.span(), SPAN_BYTES);
  }

  private static String id(String name, int bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
