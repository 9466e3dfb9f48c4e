package dev.muster.deployment;

import dev.muster.telemetry.Branch;
import dev.muster.telemetry.GenAiSpan;
import dev.muster.telemetry.GenAiSpan.Operation;
import dev.muster.telemetry.Spans;
import java.util.List;
import org.springframework.stereotype.Component;

/** The span of a round of a phase: what agents did in it hangs below. */
@Component
class PhaseSpans {
  private final Spans spans;

  PhaseSpans(Spans spans) {
    this.spans = spans;
  }

  /** The last phase only measures: no agent works in it. */
  void ended(String deploymentId, List<PhaseTable.Round> rounds) {
    rounds.stream()
        .filter(round -> !round.phase().equals(GovernedPhases.DEPLOYMENT))
        .forEach(round -> spans.tell(() -> span(deploymentId, round)));
  }

  private static GenAiSpan span(String deploymentId, PhaseTable.Round round) {
    var branch = Branch.workflow(deploymentId, round.phase(), round.round());
    var ended = round.endedAt();
    return new GenAiSpan(
            Operation.INVOKE_WORKFLOW, round.phase(), branch, round.startedAt(), ended, null)
        .with("gen_ai.workflow.name", round.phase())
        .with("muster.deployment", deploymentId)
        .with("muster.round", round.round());
  }
}
