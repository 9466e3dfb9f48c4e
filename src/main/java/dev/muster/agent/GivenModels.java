package dev.muster.agent;

import dev.muster.client.CliSessions.Ended;
import dev.muster.ledger.Headroom;
import dev.muster.model.Health;
import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.routing.GivenRuns;
import dev.muster.routing.GivenRuns.Choice;
import dev.muster.routing.HardRules;
import dev.muster.routing.Mixes;
import dev.muster.routing.Router;
import dev.muster.routing.TakenRuns;
import dev.muster.routing.Turn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A mix with a CLI model is counted by runs: a session is a whole run, so each run is given one
 * model when it is opened, and keeps it. Rules and mixes are asked for when one is: what only reads
 * runs has none.
 */
@Component
class GivenModels {
  private final GivenTable table;
  private final TransactionTemplate transaction;
  private final Router router;
  private final ObjectProvider<HardRules> rules;
  private final ObjectProvider<Mixes> mixes;
  private final ObjectProvider<Health> health;
  private final Headroom headroom;
  private final GivenRuns decisions;
  private final TakenRuns taken;

  GivenModels(
      GivenTable table,
      TransactionTemplate transaction,
      Router router,
      ObjectProvider<HardRules> rules,
      ObjectProvider<Mixes> mixes,
      ObjectProvider<Health> health,
      Headroom headroom,
      GivenRuns decisions,
      TakenRuns taken) {
    this.table = table;
    this.transaction = transaction;
    this.router = router;
    this.rules = rules;
    this.mixes = mixes;
    this.health = health;
    this.headroom = headroom;
    this.decisions = decisions;
    this.taken = taken;
  }

  /** Gives the run its model; a run that has one keeps it. */
  void give(Run run, Plan plan) {
    boolean none = plan.models().values().stream().allMatch(model -> model.cli() == null);
    if (none || !run.arm().equals("mix") || of(run.id()).isPresent()) {
      return;
    }
    var rule = rule(run, plan);
    var mix = mixes.getObject().of(run.deploymentId(), plan.agents().get(run.agent()));
    if (rule.model() != null) {
      if (isCli(plan, rule.model())) {
        store(run, plan, new Choice(rule.model(), rule, mix, Map.of(), Map.of()));
      }
    } else if (allowed(plan, mix, rule).shares().keySet().stream().anyMatch(m -> isCli(plan, m))) {
      byShare(run, plan, mix, rule);
    } else {
      alone(plan, mix, rule)
          .ifPresent(m -> store(run, plan, new Choice(m, rule, mix, Map.of(), Map.of())));
    }
  }

  /** A CLI that a rule names where nobody may answer single calls; empty: somebody may. */
  private static Optional<String> alone(Plan plan, Mix mix, HardRules.Rule rule) {
    var instead =
        mix.shares().keySet().stream()
            .flatMap(m -> plan.routing().fallback().getOrDefault(m, List.of()).stream());
    var calls =
        Stream.of(mix.shares().keySet().stream(), instead, rule.only().stream())
            .flatMap(names -> names)
            .filter(name -> plan.models().containsKey(name) && !isCli(plan, name))
            .anyMatch(name -> rule.allows(plan.models().get(name)));
    return calls ? Optional.empty() : rule.only().stream().filter(m -> isCli(plan, m)).findFirst();
  }

  /** Asked with the same words as for a single turn: a session is no way around a rule. */
  private HardRules.Rule rule(Run run, Plan plan) {
    var task = plan.tasks().get(run.task());
    var left = headroom.left(run.budgetPath()).orElse(null);
    return rules.getObject().rule(HardRules.Asked.of(run.agent(), task, run.phase(), left));
  }

  /** What a rule leaves of a mix. */
  private static Mix allowed(Plan plan, Mix mix, HardRules.Rule rule) {
    var shares = new LinkedHashMap<>(mix.shares());
    shares.keySet().removeIf(model -> !rule.allows(plan.models().get(model)));
    return new Mix(shares);
  }

  private void byShare(Run run, Plan plan, Mix mix, HardRules.Rule rule) {
    transaction.executeWithoutResult(
        status -> {
          table.lock(run);
          var had = table.runs(run);
          var allowed = allowed(plan, mix, rule);
          var heldBack = heldBack(plan, allowed);
          var model = router.byDeficit(without(allowed, heldBack.keySet()), had);
          store(run, plan, new Choice(model, rule, mix, had, heldBack));
        });
  }

  /**
   * CLIs that cannot work now, and why. What is routed turn by turn finds its way itself. Where all
   * are held back, nobody is.
   */
  private Map<String, String> heldBack(Plan plan, Mix mix) {
    var clis = mix.shares().keySet().stream().filter(name -> isCli(plan, name)).toList();
    var held = obstacles(plan, clis);
    return held.size() < mix.shares().size() ? held : Map.of();
  }

  private Map<String, String> obstacles(Plan plan, Collection<String> names) {
    var held = new LinkedHashMap<String, String>();
    for (var name : names) {
      health.getObject().obstacle(plan.models().get(name)).ifPresent(why -> held.put(name, why));
    }
    return held;
  }

  private static Mix without(Mix mix, Set<String> models) {
    var shares = new LinkedHashMap<>(mix.shares());
    shares.keySet().removeAll(models);
    return new Mix(shares);
  }

  /** With its reason, or not at all. */
  private void store(Run run, Plan plan, Choice choice) {
    transaction.executeWithoutResult(
        status -> {
          if (table.give(run, choice.model())) {
            decisions.add(opened(run, plan), choice);
          }
        });
  }

  /**
   * Gives a run whose CLI has failed for good to another model: by the plan's fallback, then by the
   * rest of the mix.
   *
   * @param t the last try
   * @param told of the other one in the same transaction
   * @return the other one, which may be a CLI again; empty when nobody else may work it
   */
  Optional<String> instead(SessionTry t, Ended ended, Consumer<String> told) {
    var run = t.run();
    var plan = t.plan();
    var rule = rule(run, plan);
    var mix = mixes.getObject().of(run.deploymentId(), plan.agents().get(run.agent()));
    return transaction.execute(
        status -> {
          table.lock(run);
          var failed = t.model().name();
          if (!table.of(run.id()).equals(Optional.of(failed))) {
            return Optional.empty();
          }
          var held = obstacles(plan, plan.models().keySet());
          var had = table.runs(run);
          had.merge(failed, -1, Integer::sum);
          var choice = new Choice(failed, rule, mix, had, held);
          var barred = t.turnsMayFollow() ? Map.<String, String>of() : byTurns(plan);
          var cause = ended.state().name();
          var other =
              taken.instead(
                  opened(run, plan), new TakenRuns.Failed(choice, barred, cause, ended.reason()));
          other.ifPresent(model -> table.replace(run, model));
          other.ifPresent(told);
          return other;
        });
  }

  private static Map<String, String> byTurns(Plan plan) {
    var barred = new LinkedHashMap<String, String>();
    plan.models().keySet().stream()
        .filter(name -> !isCli(plan, name))
        .forEach(name -> barred.put(name, "the run's process is of before that was possible"));
    return barred;
  }

  private static Turn opened(Run run, Plan plan) {
    return new Turn(
        run.deploymentId(),
        run.id(),
        run.agent(),
        run.task(),
        run.phase(),
        run.arm(),
        run.budgetPath(),
        GivenRuns.WHOLE,
        null,
        null,
        null,
        plan);
  }

  /** The model that the run was given; empty: each of its turns is routed. */
  Optional<String> of(String runId) {
    return table.of(runId);
  }

  static boolean isCli(Plan plan, String model) {
    var known = plan.models().get(model);
    return known != null && known.cli() != null;
  }

  /** What is left of a mix for single calls, which no CLI makes. */
  static Mix called(Plan plan, Mix mix) {
    var shares = new LinkedHashMap<>(mix.shares());
    shares.keySet().removeIf(model -> isCli(plan, model));
    return new Mix(shares);
  }

  /** The CLI's model of a run that a CLI works. */
  Optional<Model> cli(Run run, Plan plan) {
    return of(run.id()).map(plan.models()::get).filter(model -> model.cli() != null);
  }
}
