package dev.muster.deployment;

import dev.muster.deployment.Status.BudgetRow;
import dev.muster.deployment.Status.EvidenceRow;
import dev.muster.evidence.EvidenceChain;
import dev.muster.ledger.Ledger;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Puts the parts of a report together. */
@Component
class StatusAssembly {
  private final FactReading reading;
  private final AgentArms arms;
  private final AgentRows agents;
  private final WaveRows waves;
  private final WaveTimes times;
  private final CallCount calls;
  private final NextActions actions;
  private final Ledger ledger;

  StatusAssembly(
      FactReading reading,
      AgentArms arms,
      AgentRows agents,
      WaveRows waves,
      WaveTimes times,
      CallCount calls,
      NextActions actions,
      Ledger ledger) {
    this.reading = reading;
    this.arms = arms;
    this.agents = agents;
    this.waves = waves;
    this.times = times;
    this.calls = calls;
    this.actions = actions;
    this.ledger = ledger;
  }

  Status of(String id) {
    var facts = reading.of(id);
    var deployment = facts.deployment();
    var totals = ArmTotals.of(facts, arms);
    var saving = Figure.saving(totals.mix().all().usd(), totals.baseline().all().usd());
    var vsSonnet = Figure.saving(totals.mix().all().usd(), totals.allSonnet().usd());
    var speedUp = waves.speedUp(facts);
    var bindings = BindingRows.of(facts);
    var agentRows = agents.of(facts, totals.mix(), totals.baseline());
    var gates = GateRows.of(facts);
    var shares = FamilyShares.of(facts);
    var count = calls.of(facts);
    return new Status(
        id,
        deployment.name(),
        facts.rehearsed(),
        deployment.status(),
        deployment.planDigest(),
        deployment.requester(),
        deployment.startedAt(),
        deployment.endedAt(),
        Rounded.seconds(Duration.between(deployment.startedAt(), facts.until())),
        Rounded.seconds(times.waited(id, deployment.startedAt(), facts.until())),
        PhaseRows.of(facts),
        bindings,
        agentRows,
        agents.others(facts),
        gates,
        waves.of(facts),
        count,
        CostRows.of(facts),
        Rounded.usd(CostRows.usd(facts.attempts())),
        Rounded.usd(CostRows.usd(CostRows.judges(facts))),
        budget(facts),
        totals.row(facts),
        Rounded.two(saving),
        Rounded.two(vsSonnet),
        speedUp,
        missing(facts, totals, saving, vsSonnet, speedUp),
        shares,
        ContextRows.of(facts),
        Findings.of(facts, bindings, shares, count),
        TimelineRows.of(facts),
        evidence(facts),
        actions.of(facts, gates, agentRows));
  }

  private BudgetRow budget(Facts facts) {
    return new BudgetRow(
        facts.plan().map(p -> p.budget().deploymentUsd()).orElse(null),
        Rounded.usd(ledger.committed(facts.id())));
  }

  private static EvidenceRow evidence(Facts facts) {
    var chain = facts.chain();
    return new EvidenceRow(
        chain.size(),
        EvidenceChain.firstBroken(chain).isEmpty(),
        chain.isEmpty() ? null : chain.get(chain.size() - 1).hash());
  }

  private static Map<String, String> missing(
      Facts facts, ArmTotals totals, BigDecimal saving, BigDecimal vsSonnet, BigDecimal speedUp) {
    var why = new TreeMap<String, String>();
    Missing.note(why, "planDigest", facts.deployment().planDigest(), Missing.NO_PLAN);
    var attempts = facts.attempts();
    Missing.note(why, "totalUsd", CostRows.usd(attempts), CostRows.note(attempts));
    var judges = CostRows.judges(facts);
    Missing.note(why, "judgeUsd", CostRows.usd(judges), CostRows.note(judges));
    var compared = Missing.comparison(totals.mix().all(), totals.baseline().all());
    Missing.note(why, "savingPercent", saving, compared);
    var sonnet = totals.mix().all().usd() == null ? compared : totals.allSonnet().computed();
    Missing.note(why, "savingVsAllSonnetPercent", vsSonnet, sonnet);
    Missing.note(why, "speedUp", speedUp, "no wave has ended");
    return why;
  }
}
