package dev.muster.routing;

import dev.muster.plan.Model;
import dev.muster.plan.Shares;
import dev.muster.routing.GivenRuns.Choice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Takes whole runs from models whose sessions failed: the plan's fallback has them, then the rest
 * of the mix, the furthest behind first, then what a rule allows by name. Where a rule names a
 * model, nobody else has them.
 */
@Component
public class TakenRuns {
  private static final String FAILED = "its sessions failed";
  private final DecisionTable decisions;

  TakenRuns(DecisionTable decisions) {
    this.decisions = decisions;
  }

  /**
   * A run whose sessions failed.
   *
   * @param given how it would be given away now, to the model that has failed
   * @param barred models that cannot take it over, and why; no waiting helps
   * @param cause how its last session ended
   * @param error in the words of its CLI
   */
  public record Failed(Choice given, Map<String, String> barred, String cause, String error) {}

  /**
   * Another model for a run, with the decision recorded. Where nobody can answer now, it is one
   * that is asked turn by turn: its pause is waited for then.
   *
   * @return empty: nobody else may have it
   */
  public Optional<String> instead(Turn opened, Failed run) {
    var others = others(opened, run);
    var next =
        others.stream()
            .filter(other -> other.whyNot == null)
            .findFirst()
            .or(() -> others.stream().filter(Other::isWaitedFor).findFirst())
            .map(other -> other.model.name());
    next.ifPresent(model -> decisions.add(opened, decision(opened, run, model, others)));
    return next;
  }

  /**
   * Who might have it.
   *
   * @param whyNot null: nothing speaks against it
   * @param lasting whether that does not pass
   */
  private record Other(Model model, Candidate candidate, String whyNot, boolean lasting) {

    boolean isWaitedFor() {
      return !lasting && model.cli() == null;
    }

    Candidate shown(String chosen) {
      if (model.name().equals(chosen)) {
        return candidate;
      }
      return candidate.because(whyNot == null ? "another comes first" : whyNot);
    }
  }

  /** In order, without the one that has failed now. */
  private List<Other> others(Turn opened, Failed run) {
    var failed = failed(opened, run);
    var ranked = ranked(run);
    return names(opened, run, failed, ranked).stream()
        .map(opened.plan().models()::get)
        .map(model -> other(run, failed, model, candidate(ranked, model.name())))
        .toList();
  }

  private Set<String> failed(Turn opened, Failed run) {
    var failed = new LinkedHashSet<>(List.of(run.given.model()));
    failed.addAll(decisions.failed(opened));
    return failed;
  }

  private static Set<String> names(
      Turn opened, Failed run, Set<String> failed, List<Candidate> ranked) {
    var plan = opened.plan();
    var rule = run.given.rule();
    var names = new LinkedHashSet<String>();
    if (rule.model() != null) {
      names.add(rule.model());
    } else {
      failed.forEach(name -> names.addAll(plan.routing().fallback().getOrDefault(name, List.of())));
      ranked.forEach(candidate -> names.add(candidate.model()));
      names.addAll(rule.only());
    }
    names.retainAll(plan.models().keySet());
    names.remove(run.given.model());
    return names;
  }

  private static List<Candidate> ranked(Failed run) {
    return Ranking.of(run.given.mix(), run.given.tally());
  }

  private static Candidate candidate(List<Candidate> ranked, String name) {
    return ranked.stream()
        .filter(candidate -> candidate.model().equals(name))
        .findFirst()
        .orElse(new Candidate(name, null, null, null, null));
  }

  private static Other other(Failed run, Set<String> failed, Model model, Candidate candidate) {
    var name = model.name();
    if (failed.contains(name)) {
      return new Other(model, candidate, FAILED, true);
    }
    if (run.barred.containsKey(name)) {
      return new Other(model, candidate, run.barred.get(name), true);
    }
    if (!run.given.rule().allows(model)) {
      return new Other(model, candidate, run.given.rule().forbids(), true);
    }
    return new Other(model, candidate, run.given.heldBack().get(name), false);
  }

  private static Decision decision(Turn opened, Failed run, String model, List<Other> others) {
    var from = run.given.model();
    var candidates = new ArrayList<>(List.of(candidate(ranked(run), from).because(FAILED)));
    others.forEach(other -> candidates.add(other.shown(model)));
    return new Decision(
        opened.runId(),
        GivenRuns.WHOLE,
        run.given.rule().model() == null ? "mix" : GivenRuns.RULED,
        model,
        from,
        run.cause,
        from + " could not work it: " + run.error,
        Shares.RUNS.name().toLowerCase(Locale.ROOT),
        candidates,
        true,
        null);
  }
}
