package dev.muster.agent;

import dev.muster.telemetry.Branch;
import dev.muster.telemetry.GenAiSpan;
import dev.muster.telemetry.GenAiSpan.Operation;
import dev.muster.telemetry.Spans;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The span of a run, told when it has ended, from its row. */
@Component
class RunSpans {
  private final Spans spans;

  RunSpans(Spans spans) {
    this.spans = spans;
  }

  void ended(Run run) {
    spans.tell(() -> span(run));
  }

  private GenAiSpan span(Run run) {
    var round = spans.round(run.deploymentId(), run.phase(), run.openedAt());
    var branch = Branch.agent(run.deploymentId(), run.phase(), round, run.id());
    var done = run.outcome().equals("DONE");
    var error = done ? null : run.outcome().toLowerCase(Locale.ROOT);
    return new GenAiSpan(
            Operation.INVOKE_AGENT, run.agent(), branch, run.openedAt(), run.closedAt(), error)
        .with("gen_ai.agent.name", run.agent())
        .with("gen_ai.agent.id", run.deploymentId() + "/" + run.agent())
        .with("gen_ai.conversation.id", run.id())
        .with("muster.deployment", run.deploymentId())
        .with("muster.task", run.task())
        .with("muster.arm", run.arm())
        .with("muster.waited_ms", run.waitedMillis());
  }
}
