package dev.muster.routing;

import dev.muster.plan.Shares;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The candidates of one turn: the first choice, then whoever may answer in its place: in the plan's
 * order, then the rest of the mix, the furthest behind first, then what a rule allows by name.
 *
 * @param rule that made the first choice
 * @param ranked the mix where it may answer; empty where a plan expects one model
 */
record Line(
    Turn turn,
    Obstacles.View view,
    Shares shares,
    String rule,
    String first,
    List<Candidate> ranked,
    List<String> failed) {

  /** In order, without the first. */
  private List<String> others() {
    var others = new LinkedHashSet<String>();
    var fallback = turn.plan().routing().fallback();
    others.addAll(fallback.getOrDefault(first, List.of()));
    failed.forEach(name -> others.addAll(fallback.getOrDefault(name, List.of())));
    ranked.forEach(c -> others.add(c.model()));
    view.only().stream().filter(turn.plan().models()::containsKey).forEach(others::add);
    others.remove(first);
    return List.copyOf(others);
  }

  /** The first choice, or who answers in its place while something speaks against it. */
  Decision decide(String why) {
    if (view.free(first)) {
      return decision(first, null, why);
    }
    var obstacle = view.now(first).orElse("another call is trying whether it answers again");
    return freeOther(any -> true)
        .map(other -> decision(other, null, "in place of " + first + ": " + obstacle))
        .orElseGet(() -> lastResort(why));
  }

  /** Who answers a turn that the first could not answer, if anybody may. */
  Optional<Decision> instead(String cause, String error, Predicate<String> fits) {
    return freeOther(fits)
        .map(other -> decision(other, cause, first + " did not answer: " + error));
  }

  /**
   * Who answers a turn that the first can never answer: whoever fits and is free, else whoever
   * fits, whose pause is waited for.
   */
  Optional<Decision> larger(String cause, String error, Predicate<String> fits) {
    var waited = others().stream().filter(fits).filter(name -> view.lasting(name).isEmpty());
    return instead(cause, error, fits)
        .or(
            () ->
                waited
                    .findFirst()
                    .map(other -> decision(other, cause, first + " did not answer: " + error)));
  }

  private Optional<String> freeOther(Predicate<String> fits) {
    return others().stream().filter(fits).filter(view::free).findFirst();
  }

  /** Nobody is free. The first choice gets the turn all the same, if it may be asked at all. */
  private Decision lastResort(String why) {
    var names = new ArrayList<>(List.of(first));
    names.addAll(others());
    var chosen = names.stream().filter(name -> view.lasting(name).isEmpty()).findFirst();
    if (chosen.isEmpty()) {
      throw new IllegalStateException(
          "no model may answer for agent %s: %s; candidates are %s"
              .formatted(turn.agentName(), view.lasting(first).orElseThrow(), names));
    }
    return decision(chosen.get(), null, why + "; nobody is free, so it gets the turn all the same");
  }

  private Decision decision(String chosen, String cause, String reason) {
    var from = chosen.equals(first) ? null : first;
    return of(turn, shares, rule, chosen, from, cause, reason, shown(chosen));
  }

  /** A choice without an alternative. */
  static Decision only(Turn turn, Shares shares, String rule, String model, String why) {
    var one = List.of(new Candidate(model, null, null, null, null));
    return of(turn, shares, rule, model, null, null, why, one);
  }

  private static Decision of(
      Turn turn,
      Shares shares,
      String rule,
      String chosen,
      String from,
      String cause,
      String reason,
      List<Candidate> candidates) {
    return new Decision(
        turn.runId(),
        turn.number(),
        rule,
        chosen,
        from,
        cause,
        reason,
        shares.name().toLowerCase(Locale.ROOT),
        candidates,
        true,
        null);
  }

  /** Every candidate with what speaks against it. */
  private List<Candidate> shown(String chosen) {
    var names = new ArrayList<>(List.of(first));
    names.addAll(others());
    return names.stream()
        .map(name -> name.equals(chosen) ? named(name) : named(name).because(whyNot(name)))
        .toList();
  }

  private Candidate named(String name) {
    return ranked.stream()
        .filter(c -> c.model().equals(name))
        .findFirst()
        .orElse(new Candidate(name, null, null, null, null));
  }

  private String whyNot(String name) {
    var inMix = named(name).share() != null;
    return view.now(name)
        .orElse(inMix ? "its share is not as far behind" : "only in place of another");
  }
}
