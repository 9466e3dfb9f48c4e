package dev.muster.deployment;

import dev.muster.gate.Measurement;
import dev.muster.mcp.Probe;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.State;
import dev.muster.model.Preflights;
import dev.muster.model.Preflights.Preflight;
import dev.muster.plan.Binding;
import dev.muster.plan.Gate;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Phase 1: a model that cannot be used, tools/list unanswered, NEEDS_AUTH, skipped or quarantined
 * has no figure; an expected tool that is absent counts, and so does a file, a canary or a CLI that
 * says that the server cannot be used; extra tools are a finding only.
 */
@Component
class InstallationMeasures {
  private final Probe probe;
  private final InstallationLocks locks;
  private final Preflights preflights;

  InstallationMeasures(Probe probe, InstallationLocks locks, Preflights preflights) {
    this.preflights = preflights;
    this.probe = probe;
    this.locks = locks;
  }

  List<Measurement> of(String deploymentId, Plan plan, Gate gate) {
    var states =
        probe.states(deploymentId).stream()
            .collect(Collectors.toMap(BindingState::binding, Function.identity()));
    var unusable = new ArrayList<>(unusable(deploymentId, plan));
    locks
        .atOdds(deploymentId)
        .forEach(s -> unusable.add(s + " shows other tools in one client than in another"));
    var connected = connected(plan, gate, states, unusable);
    return List.of(
        Figure.detailed(connected, locks.named(deploymentId)), missingTools(plan, gate, states));
  }

  /**
   * Models that did not answer their small call, or another did: nobody knows if agents can work.
   */
  private List<String> unusable(String deploymentId, Plan plan) {
    var asked =
        preflights.of(deploymentId).stream()
            .collect(Collectors.toMap(Preflight::model, Function.identity()));
    return plan.modelsInUse().stream()
        .filter(model -> asked.get(model) == null || asked.get(model).error() != null)
        .map(model -> "model " + model + " " + why(asked.get(model)))
        .toList();
  }

  private static String why(Preflight asked) {
    return asked == null ? "was not asked" : "cannot be used (" + asked.error() + ")";
  }

  private static Measurement connected(
      Plan plan, Gate gate, Map<Binding, BindingState> states, List<String> unsure) {
    var why = why(plan, states, unsure);
    var connected =
        plan.bindings().stream().map(states::get).filter(InstallationMeasures::works).count();
    var share = why == null ? Figure.percent(connected, plan.bindings().size()) : null;
    return Figure.of(gate, "connected", share, "%", why, "socket");
  }

  /** Why nothing can be said of all bindings; null: it can. */
  private static String why(Plan plan, Map<Binding, BindingState> states, List<String> unsure) {
    var unanswered =
        plan.bindings().stream()
            .filter(b -> !answered(states.get(b)))
            .map(b -> b.id() + " " + reason(states.get(b)));
    var all = Stream.concat(unanswered, unsure.stream()).collect(Collectors.joining(", "));
    return all.isEmpty() ? null : all;
  }

  private static Measurement missingTools(Plan plan, Gate gate, Map<Binding, BindingState> states) {
    var answered = plan.bindings().stream().map(states::get).filter(InstallationMeasures::answered);
    var missing = answered.mapToLong(s -> shortfall(plan, s)).sum();
    var any = plan.bindings().stream().anyMatch(b -> answered(states.get(b)));
    return Figure.of(
        gate,
        "missing-tools",
        any ? BigDecimal.valueOf(missing) : null,
        "tools",
        any ? null : "no binding answered tools/list",
        "tools/list");
  }

  private static long shortfall(Plan plan, BindingState state) {
    var expected = plan.mcpServers().get(state.binding().server()).expect().count();
    var fewer = expected == null ? 0 : Math.max(0, expected - state.tools().size());
    return Math.max(state.missingTools().size(), fewer);
  }

  private static boolean answered(BindingState state) {
    return state != null
        && state.tools() != null
        && state.state() != State.SKIPPED
        && state.state() != State.QUARANTINED;
  }

  private static boolean works(BindingState state) {
    return state != null && state.isUsable();
  }

  private static String reason(BindingState state) {
    return state == null ? "was not probed" : state.state() + " (" + state.reason() + ")";
  }
}
