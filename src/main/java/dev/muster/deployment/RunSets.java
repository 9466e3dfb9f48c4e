package dev.muster.deployment;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.evaluation.Comparison;
import dev.muster.evaluation.Comparison.Arm;
import dev.muster.evaluation.Judge;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The runs that a gate speaks of: the newest round of an agent in a phase. */
@Component
class RunSets {
  private final Runs runs;
  private final Comparison comparison;
  private final Judge judge;

  RunSets(Runs runs, Comparison comparison, Judge judge) {
    this.runs = runs;
    this.comparison = comparison;
    this.judge = judge;
  }

  /** Closed runs of the newest round of a phase; an agent of null means all agents. */
  List<Run> newest(String deploymentId, String phase, String agent, String arm) {
    var all =
        runs.of(deploymentId).stream()
            .filter(r -> r.phase().equals(phase) && r.arm().equals(arm))
            .filter(r -> agent == null || r.agent().equals(agent))
            .toList();
    var round = all.stream().mapToInt(Run::round).max().orElse(0);
    return all.stream().filter(r -> r.round() == round && r.state().equals("CLOSED")).toList();
  }

  /** Canary runs of an agent, whatever wave it is in. */
  List<Run> canaries(String deploymentId, String agent, String arm) {
    return canaries(runs.of(deploymentId), agent, arm);
  }

  /** The same out of runs that were read already. */
  static List<Run> canaries(List<Run> runs, String agent, String arm) {
    var all =
        runs.stream()
            .filter(r -> r.phase().startsWith("wave-"))
            .filter(r -> r.agent().equals(agent) && r.arm().equals(arm))
            .toList();
    var round = all.stream().mapToInt(Run::round).max().orElse(0);
    return all.stream().filter(r -> r.round() == round && r.state().equals("CLOSED")).toList();
  }

  /** Why the first run without a score has none; empty when all have one. */
  Optional<String> unscored(List<Run> runs) {
    return runs.stream()
        .map(run -> judge.of(run.id()))
        .filter(score -> score.map(Judge.Score::score).isEmpty())
        .findFirst()
        .map(score -> "the judge gave no score" + score.map(s -> ": " + s.reasons()).orElse(""));
  }

  Arm arm(String deploymentId, List<Run> runs) {
    return comparison.of(deploymentId, runs.stream().map(Run::id).toList());
  }
}
