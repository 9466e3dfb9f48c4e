package dev.muster.deployment;

import dev.muster.deployment.Status.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Every phase of the plan, begun or not, in the order of the diagram. */
final class PhaseRows {
  private PhaseRows() {}

  static List<Phase> of(Facts facts) {
    var names = new LinkedHashSet<>(planned(facts));
    facts.rounds().forEach(r -> names.add(r.phase()));
    return names.stream().map(name -> row(facts, name)).toList();
  }

  /** The phases and gates that a deployment of this plan goes through. */
  static List<String> planned(Facts facts) {
    var names = new ArrayList<>(List.of(GovernedPhases.INSTALLATION, GovernedPhases.TEST));
    for (var wave : facts.waves()) {
      names.add(wave.gate());
      if (!wave.feature().isEmpty()) {
        names.add(GovernedPhases.FEATURE);
      }
    }
    names.add(GovernedPhases.DEPLOYMENT);
    return names;
  }

  private static Phase row(Facts facts, String name) {
    var newest = facts.rounds().stream().filter(r -> r.phase().equals(name)).reduce((a, b) -> b);
    if (newest.isEmpty()) {
      return new Phase(name, "NOT_STARTED", null, null, 0, null);
    }
    var round = newest.get();
    return new Phase(
        name,
        state(facts, round),
        round.startedAt(),
        round.endedAt(),
        round.round(),
        round.detail() == null ? null : facts.marked(round.detail()));
  }

  private static String state(Facts facts, PhaseTable.Round round) {
    if (takenBack(facts, round.phase(), round.startedAt())) {
      return "TAKEN_BACK";
    }
    return round.endedAt() == null ? "RUNNING" : "ENDED";
  }

  /** Its own scope or the whole deployment's was taken back after it began. */
  private static boolean takenBack(Facts facts, String phase, Instant since) {
    var scopes = List.of(facts.id(), facts.id() + "/" + phase);
    return facts.chain().stream()
        .filter(e -> e.kind().equals("taken-back") && !e.at().isBefore(since))
        .anyMatch(e -> scopes.contains(e.subject()));
  }
}
