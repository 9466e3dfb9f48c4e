package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Registered;
import dev.muster.deployment.AgentArms.Arms;
import dev.muster.deployment.Status.AgentRow;
import dev.muster.deployment.Status.OtherRow;
import dev.muster.evaluation.Comparison.Arm;
import dev.muster.plan.Agent;
import dev.muster.plan.Wave;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The agents of the waves with both arms, and the others. */
@Component
class AgentRows {
  private static final String NOT_REPORTED = "not reported";

  private final AgentRegistry registry;
  private final WaveTimes times;

  AgentRows(AgentRegistry registry, WaveTimes times) {
    this.registry = registry;
    this.times = times;
  }

  List<AgentRow> of(Facts facts, Arms mix, Arms baseline) {
    return facts.waveAgents().stream().map(agent -> row(facts, agent, mix, baseline)).toList();
  }

  private AgentRow row(Facts facts, Agent agent, Arms mixes, Arms baselines) {
    var known = facts.registered(agent.name());
    var mix = mixes.byAgent().get(agent.name());
    var baseline = baselines.byAgent().get(agent.name());
    var seconds = known.map(k -> seconds(facts, k)).orElse(null);
    return new AgentRow(
        agent.name(),
        agent.title(),
        known.map(k -> k.status().name()).orElse("PLANNED"),
        agent.mix().shares(),
        AgentArms.models(facts, mixes.runs().get(agent.name())),
        Rounded.usd(mix.usd()),
        Rounded.usd(baseline.usd()),
        Rounded.two(Figure.saving(mix.usd(), baseline.usd())),
        Rounded.two(mix.quality()),
        Rounded.two(baseline.quality()),
        mix.checksPercent() == null ? null : mix.checksPercent().intValue() == 100,
        seconds,
        wave(facts, agent),
        known.map(Registered::reason).orElse("not registered yet"),
        facts.rehearsed(),
        missing(mix, baseline, seconds));
  }

  private Double seconds(Facts facts, Registered known) {
    return times.rolledOut(facts.id(), known).map(Rounded::seconds).orElse(null);
  }

  private static int wave(Facts facts, Agent agent) {
    return facts.waves().stream()
        .filter(w -> w.agents().contains(agent.name()))
        .mapToInt(Wave::number)
        .findFirst()
        .orElse(0);
  }

  private static Map<String, String> missing(Arm mix, Arm baseline, Double seconds) {
    var why = new TreeMap<String, String>();
    Missing.note(why, "mixUsd", mix.usd(), mix.unmeasured());
    Missing.note(why, "baselineUsd", baseline.usd(), baseline.unmeasured());
    Missing.note(
        why,
        "savingPercent",
        Figure.saving(mix.usd(), baseline.usd()),
        Missing.comparison(mix, baseline));
    Missing.note(why, "quality", mix.quality(), Missing.score(unrun(mix)));
    Missing.note(why, "baselineQuality", baseline.quality(), Missing.score(unrun(baseline)));
    var unchecked = unrun(mix) == null ? "a run was not checked" : unrun(mix);
    Missing.note(why, "checksPassed", mix.checksPercent(), unchecked);
    Missing.note(why, "seconds", seconds, "its rollout has not ended");
    return why;
  }

  private static String unrun(Arm arm) {
    return arm.runs().isEmpty() ? arm.unmeasured() : null;
  }

  List<OtherRow> others(Facts facts) {
    return facts.plan().stream()
        .flatMap(plan -> plan.agents().values().stream())
        .filter(agent -> agent.isTest() || agent.isAdopted())
        .map(agent -> other(facts, agent))
        .toList();
  }

  private OtherRow other(Facts facts, Agent agent) {
    var planned = agent.isTest() ? "TEST" : "ADOPTED";
    return new OtherRow(
        agent.name(),
        agent.title(),
        facts.registered(agent.name()).map(k -> k.status().name()).orElse(planned),
        agent.isAdopted() ? watched(facts, agent) : "no watch: see gate workflow-test");
  }

  /** A watch that cannot be read reports nothing; the report goes on. */
  private String watched(Facts facts, Agent agent) {
    try {
      return registry.watched(facts.id(), agent.name());
    } catch (RuntimeException unreadable) {
      return NOT_REPORTED;
    }
  }
}
