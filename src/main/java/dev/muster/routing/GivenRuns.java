package dev.muster.routing;

import dev.muster.plan.Mix;
import dev.muster.plan.Plan;
import dev.muster.plan.Shares;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Records why whole runs were given to models: a session of an agent CLI routes no turns. */
@Component
public class GivenRuns {
  /** Stands where a decision has its turn: before the first, which may still be routed. */
  public static final int WHOLE = -1;

  /** What decides where a rule of operators leaves no choice. */
  static final String RULED = "routing.dmn";

  private final DecisionTable decisions;

  GivenRuns(DecisionTable decisions) {
    this.decisions = decisions;
  }

  /**
   * A model for a whole run.
   *
   * @param rule what the hard rules said
   * @param mix the whole mix, also what the rules forbid
   * @param had runs that each model was given before
   * @param heldBack what speaks now against models that might have got it
   */
  public record Choice(
      String model,
      HardRules.Rule rule,
      Mix mix,
      Map<String, Integer> had,
      Map<String, String> heldBack) {

    Tally.Had tally() {
      var runs = new LinkedHashMap<String, BigDecimal>();
      had.forEach((name, count) -> runs.put(name, BigDecimal.valueOf(count)));
      return new Tally.Had(runs, BigDecimal.ONE);
    }
  }

  /** Adds the decision for the run that is opened. */
  public void add(Turn opened, Choice choice) {
    var alone = !choice.mix().shares().containsKey(choice.model());
    var named = choice.rule().model() != null || alone;
    decisions.add(
        opened,
        new Decision(
            opened.runId(),
            WHOLE,
            named ? RULED : "mix",
            choice.model(),
            null,
            null,
            why(choice, alone),
            Shares.RUNS.name().toLowerCase(Locale.ROOT),
            choice.rule().model() != null
                ? List.of(new Candidate(choice.model(), null, null, null, null))
                : candidates(opened.plan(), choice),
            true,
            null));
  }

  private static String why(Choice choice, boolean alone) {
    if (choice.rule().model() != null) {
      return "a hard rule names it, for the whole run";
    }
    return alone
        ? choice.rule().forbids() + ", and nobody of the mix: for the whole run"
        : "its share of the runs is furthest behind, for the whole run";
  }

  private static List<Candidate> candidates(Plan plan, Choice choice) {
    var allowed = new LinkedHashMap<String, Integer>();
    var forbidden = new ArrayList<Candidate>();
    choice
        .mix()
        .shares()
        .forEach(
            (model, share) -> {
              if (!choice.rule().allows(plan.models().get(model))) {
                forbidden.add(new Candidate(model, share, null, null, choice.rule().forbids()));
              } else if (choice.heldBack().containsKey(model)) {
                var why = choice.heldBack().get(model);
                forbidden.add(new Candidate(model, share, null, null, why));
              } else {
                allowed.put(model, share);
              }
            });
    var all = new ArrayList<Candidate>();
    if (!choice.mix().shares().containsKey(choice.model())) {
      all.add(new Candidate(choice.model(), null, null, null, null));
    }
    Ranking.of(new Mix(allowed), choice.tally()).stream()
        .map(
            c -> c.model().equals(choice.model()) ? c : c.because("its share is not as far behind"))
        .forEach(all::add);
    all.addAll(forbidden);
    return all;
  }
}
