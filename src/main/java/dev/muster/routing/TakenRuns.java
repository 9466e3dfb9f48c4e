package dev.muster.routing;

import dev.muster.plan.Plan;
import dev.muster.plan.Shares;
import dev.muster.routing.GivenRuns.Choice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Takes whole runs from models whose sessions failed: the plan's fallback has them, then the rest
 * of the mix, the furthest behind first. What a rule gave away stays there.
 */
@Component
public class TakenRuns {
  private static final String FAILED = "its sessions failed";
  private final DecisionTable decisions;

  TakenRuns(DecisionTable decisions) {
    this.decisions = decisions;
  }

  /**
   * Another model for a run, with the decision recorded.
   *
   * @param given how the run would be given away now, to the model that has failed
   * @param cause how its last session ended
   * @return empty: nobody else may have it, or can work now
   */
  public Optional<String> instead(Turn opened, Choice given, String cause, String error) {
    var standing = decisions.of(opened).filter(d -> !d.rule().equals(GivenRuns.RULED));
    if (standing.isEmpty() || given.rule().model() != null) {
      return Optional.empty();
    }
    var others = others(opened, given);
    var next = others.stream().filter(c -> c.whyNot() == null).findFirst().map(Candidate::model);
    next.ifPresent(
        model ->
            decisions.add(
                opened,
                new Decision(
                    opened.runId(),
                    GivenRuns.WHOLE,
                    standing.get().rule(),
                    model,
                    given.model(),
                    cause,
                    given.model() + " could not work it: " + error,
                    Shares.RUNS.name().toLowerCase(Locale.ROOT),
                    shown(given.model(), model, others),
                    true,
                    null)));
    return next;
  }

  /** In order, each with what speaks against it. */
  private List<Candidate> others(Turn opened, Choice given) {
    var failed = new LinkedHashSet<>(List.of(given.model()));
    failed.addAll(decisions.failed(opened));
    var fallback = opened.plan().routing().fallback();
    var ranked = Ranking.of(given.mix(), given.tally());
    var names = new LinkedHashSet<String>();
    failed.forEach(name -> names.addAll(fallback.getOrDefault(name, List.of())));
    ranked.forEach(candidate -> names.add(candidate.model()));
    names.remove(given.model());
    return names.stream()
        .map(
            name ->
                ranked.stream()
                    .filter(candidate -> candidate.model().equals(name))
                    .findFirst()
                    .orElse(new Candidate(name, null, null, null, null))
                    .because(whyNot(opened.plan(), given, failed, name)))
        .toList();
  }

  /** Null when nothing speaks against it. */
  private static String whyNot(Plan plan, Choice given, Set<String> failed, String name) {
    if (failed.contains(name)) {
      return FAILED;
    }
    return given.rule().allows(plan.models().get(name))
        ? given.heldBack().get(name)
        : given.rule().forbids();
  }

  private static List<Candidate> shown(String failed, String chosen, List<Candidate> others) {
    var all = new ArrayList<>(List.of(new Candidate(failed, null, null, null, FAILED)));
    others.stream()
        .map(
            other ->
                other.whyNot() == null && !other.model().equals(chosen)
                    ? other.because("another comes first")
                    : other)
        .forEach(all::add);
    return all;
  }
}
