package dev.muster.agent;

import dev.muster.model.ToolCall;
import dev.muster.model.ToolResult;
import dev.muster.telemetry.Branch;
import dev.muster.telemetry.GenAiSpan;
import dev.muster.telemetry.GenAiSpan.Operation;
import dev.muster.telemetry.Spans;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The span of one tool call that is really sent, below its run. */
@Component
class ToolSpans {
  private final Spans spans;
  private final Clock clock;

  ToolSpans(Spans spans, Clock clock) {
    this.spans = spans;
    this.clock = clock;
  }

  ToolResult around(ToolTurns.Asked asked, ToolCall call, Supplier<ToolResult> sent) {
    var start = clock.instant();
    try {
      var result = sent.get();
      spans.tell(() -> span(asked, call, start, result.error() ? "tool_error" : null));
      return result;
    } catch (CancellationException e) {
      spans.tell(() -> span(asked, call, start, "cancelled"));
      throw e;
    } catch (RuntimeException e) {
      spans.tell(() -> span(asked, call, start, e.getClass().getSimpleName()));
      throw e;
    }
  }

  /** Neither arguments nor result: they are what was said. */
  private GenAiSpan span(ToolTurns.Asked asked, ToolCall call, Instant start, String error) {
    var run = asked.run();
    var key = String.join("/", "tool", run.id(), String.valueOf(asked.step()), call.id());
    var branch = Branch.ofAgent(run.deploymentId(), run.phase(), run.id(), key);
    return new GenAiSpan(Operation.EXECUTE_TOOL, call.name(), branch, start, clock.instant(), error)
        .with("gen_ai.tool.name", call.name())
        .with("gen_ai.tool.call.id", call.id())
        .with("gen_ai.tool.type", "function")
        .with("gen_ai.conversation.id", run.id())
        .with("muster.deployment", run.deploymentId());
  }
}
