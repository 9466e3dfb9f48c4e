package dev.muster.routing;

import dev.muster.ledger.Headroom;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Mix;
import dev.muster.plan.Shares;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The baseline in its arm, else an operator's rule, else the stronger model that the run was given
 * to, else the step's own, else the one that it was opened with, else the run's own where it sticks
 * to it, else the one whose share is furthest behind. Whoever cannot answer now is passed over
 * where another may answer in its place.
 */
@Service
class RecordedRouting implements TurnRouting {
  /** Failures that another model may not have. */
  private static final Set<Reason> OTHERS_MAY_ANSWER =
      EnumSet.of(
          Reason.RATE_LIMITED,
          Reason.UNAVAILABLE,
          Reason.CONNECTION,
          Reason.UNREADABLE,
          Reason.CONTEXT_TOO_LONG,
          Reason.AUTH,
          Reason.MODEL_UNKNOWN);

  private static final String RULED = GivenRuns.RULED;
  private static final String STEP = "step";
  private static final String MIX = "mix";
  private static final String STICKY = "sticky";

  private final DecisionTable decisions;
  private final Tally tally;
  private final Obstacles obstacles;
  private final Mixes mixes;
  private final HardRules rules;
  private final Headroom headroom;
  private final TransactionTemplate transaction;

  RecordedRouting(
      DecisionTable decisions,
      Tally tally,
      Obstacles obstacles,
      Mixes mixes,
      HardRules rules,
      Headroom headroom,
      PlatformTransactionManager transactions) {
    this.decisions = decisions;
    this.tally = tally;
    this.obstacles = obstacles;
    this.mixes = mixes;
    this.rules = rules;
    this.headroom = headroom;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public String choose(Turn turn) {
    // The engine evaluates the rules: not while the agent's choices are held.
    var rule = turn.isBaseline() ? new HardRules.Rule(null, List.of()) : rule(turn);
    return transaction.execute(
        status -> {
          decisions.lock(turn.deploymentId(), turn.agentName());
          return decisions.of(turn).map(Decision::chosen).orElseGet(() -> add(turn, rule));
        });
  }

  private String add(Turn turn, HardRules.Rule rule) {
    var decision = decide(turn, rule);
    decisions.add(turn, decision);
    return decision.chosen();
  }

  private HardRules.Rule rule(Turn turn) {
    var left = headroom.left(turn.budgetPath()).orElse(null);
    return rules.rule(HardRules.Asked.of(turn.agentName(), turn.task(), turn.phase(), left));
  }

  private Decision decide(Turn turn, HardRules.Rule rule) {
    if (turn.isBaseline()) {
      var model = turn.plan().baseline().shares().keySet().iterator().next();
      return Line.only(
          turn, shares(turn), "baseline", model, "the baseline arm asks the baseline model only");
    }
    // A rule that names a CLI is for runs that are opened from now on.
    if (rule.model() != null && !turn.isCli(rule.model())) {
      var model = known(turn, rule.model());
      return Line.only(turn, shares(turn), RULED, model, "a hard rule names it");
    }
    var view = obstacles.of(turn, rule.only());
    if (turn.escalatedTo() != null) {
      return line(turn, view, "escalation", turn.escalatedTo())
          .decide("the run was given to the stronger model after a failed check");
    }
    if (turn.stepModel() != null) {
      return line(turn, view, STEP, turn.stepModel()).decide("the step names it");
    }
    if (turn.given() != null) {
      return line(turn, view, "given", turn.given()).decide("the run was given to it");
    }
    return byShares(turn, view);
  }

  private static String known(Turn turn, String model) {
    if (!turn.plan().models().containsKey(model)) {
      throw new IllegalStateException(
          "routing.dmn names model %s, which plan %s does not have: only %s"
              .formatted(model, turn.plan().name(), turn.plan().models().keySet()));
    }
    return model;
  }

  private Decision byShares(Turn turn, Obstacles.View view) {
    var own = stuckTo(turn).filter(model -> view.lasting(model).isEmpty());
    if (own.isPresent()) {
      return line(turn, view, STICKY, own.get()).decide("the run stays with its own model");
    }
    var ranked = ranked(turn, view);
    var first =
        ranked.stream()
            .filter(c -> view.lasting(c.model()).isEmpty())
            .findFirst()
            .orElse(ranked.get(0));
    return new Line(turn, view, shares(turn), MIX, first.model(), ranked, List.of())
        .decide("its share is furthest behind, by " + first.behind().toPlainString());
  }

  /**
   * Whom the mix chose last for this run: who answered in its place for a while does not keep the
   * run, but who took over a conversation that was too long for it does.
   */
  private Optional<String> stuckTo(Turn turn) {
    if (!turn.plan().routing().sticks(turn.agent())) {
      return Optional.empty();
    }
    var all = decisions.of(turn.deploymentId(), turn.runId());
    return all.stream()
        .filter(Decision::counts)
        .filter(d -> d.rule().equals(MIX) || d.rule().equals(STICKY) && outgrown(d))
        .reduce((earlier, later) -> later)
        .map(d -> own(d, all));
  }

  /** The model whose turn it was, however many answered in its place one after the other. */
  private static String own(Decision decision, List<Decision> all) {
    var own = decision;
    for (int i = all.indexOf(decision) - 1; i >= 0 && isInPlace(own); i--) {
      var earlier = all.get(i);
      if (earlier.turn() == own.turn() && earlier.chosen().equals(own.fallbackFrom())) {
        own = earlier;
      }
    }
    return isInPlace(own) ? own.fallbackFrom() : own.chosen();
  }

  private static boolean isInPlace(Decision decision) {
    return decision.fallbackFrom() != null && !outgrown(decision);
  }

  private static boolean outgrown(Decision decision) {
    return Reason.CONTEXT_TOO_LONG.name().equals(decision.cause());
  }

  private Line line(Turn turn, Obstacles.View view, String rule, String first) {
    return new Line(turn, view, shares(turn), rule, first, mixOf(turn, view, rule), List.of());
  }

  /** Where the plan expects one model at a step, the mix does not answer in its place. */
  private List<Candidate> mixOf(Turn turn, Obstacles.View view, String rule) {
    return rule.equals(STEP) ? List.of() : ranked(turn, view);
  }

  /**
   * A turn that was given to somebody else already stays there: who was not asked has not failed.
   */
  @Override
  public Optional<String> fallBack(Turn turn, String called, Reason cause, String error) {
    if (!OTHERS_MAY_ANSWER.contains(cause) || turn.isBaseline()) {
      return Optional.empty();
    }
    var rule = rule(turn);
    return transaction.execute(
        status -> {
          decisions.lock(turn.deploymentId(), turn.agentName());
          var standing = decisions.of(turn).filter(d -> !d.rule().equals(RULED));
          var given = standing.filter(d -> !d.chosen().equals(called));
          if (given.isPresent()) {
            return given.map(Decision::chosen);
          }
          var instead = standing.flatMap(d -> instead(turn, d, rule, cause, error));
          instead.ifPresent(decision -> decisions.add(turn, decision));
          return instead.map(Decision::chosen);
        });
  }

  private Optional<Decision> instead(
      Turn turn, Decision standing, HardRules.Rule rule, Reason cause, String error) {
    var failed = standing.chosen();
    var models = turn.plan().models();
    var window = models.get(failed).maxInputTokens();
    Predicate<String> fits =
        other -> cause != Reason.CONTEXT_TOO_LONG || models.get(other).maxInputTokens() > window;
    var view = obstacles.of(turn, rule.only());
    var line =
        new Line(
            turn,
            view,
            shares(turn),
            standing.rule(),
            failed,
            mixOf(turn, view, standing.rule()),
            decisions.failed(turn));
    return cause == Reason.CONTEXT_TOO_LONG
        ? line.larger(cause.name(), error, fits)
        : line.instead(cause.name(), error, fits);
  }

  /** What a rule forbids stands last, and takes no part in the shares of the others. */
  private List<Candidate> ranked(Turn turn, Obstacles.View view) {
    var mix = mixes.of(turn.deploymentId(), turn.agent());
    var had = tally.of(turn.deploymentId(), turn.agentName(), shares(turn));
    return Stream.of(only(mix, view::allows), only(mix, name -> !view.allows(name)))
        .flatMap(part -> Ranking.of(part, had).stream())
        .toList();
  }

  private static Mix only(Mix mix, Predicate<String> which) {
    var shares = new LinkedHashMap<>(mix.shares());
    shares.keySet().removeIf(which.negate());
    return new Mix(shares);
  }

  @Override
  public void unsent(Turn turn) {
    decisions.unsent(turn);
  }

  private static Shares shares(Turn turn) {
    return turn.plan().routing().sharesOf(turn.agent());
  }
}
