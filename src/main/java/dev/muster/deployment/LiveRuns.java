package dev.muster.deployment;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import org.springframework.stereotype.Component;

/**
 * The runs below a scope that is taken back: they end with it, so that no token of theirs opens a
 * tool any more.
 */
@Component
class LiveRuns {
  private final Runs runs;

  LiveRuns(Runs runs) {
    this.runs = runs;
  }

  /** Ends what is open. */
  void abort(String[] scope) {
    runs.of(scope[0]).stream()
        .filter(run -> run.state().equals("OPEN") && belongs(run, scope))
        .forEach(run -> runs.abort(run.id()));
  }

  private static boolean belongs(Run run, String[] scope) {
    return (scope.length < 2 || scope[1].equals(run.phase()))
        && (scope.length < 3 || scope[2].equals(run.agent()));
  }
}
