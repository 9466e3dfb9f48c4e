package dev.muster.deployment;

import dev.muster.deployment.AgentArms.Arms;
import dev.muster.deployment.Status.Baseline;
import java.util.Map;
import java.util.TreeMap;

/** Both arms over all agents, and the baseline at another price. */
record ArmTotals(Arms mix, Arms baseline, AllSonnet allSonnet) {

  static ArmTotals of(Facts facts, AgentArms arms) {
    var baseline = arms.of(facts, AgentArms.BASELINE);
    return new ArmTotals(arms.of(facts, AgentArms.MIX), baseline, AllSonnet.of(facts, baseline));
  }

  Baseline row(Facts facts) {
    return new Baseline(
        facts.plan().map(p -> Labels.mix(p.baseline())).orElse(null),
        Rounded.usd(baseline.all().usd()),
        Rounded.two(baseline.all().quality()),
        Rounded.usd(mix.all().usd()),
        Rounded.two(mix.all().quality()),
        Rounded.usd(allSonnet.usd()),
        allSonnet.usd() == null ? null : allSonnet.computed(),
        facts.rehearsed(),
        missing(facts));
  }

  private Map<String, String> missing(Facts facts) {
    var why = new TreeMap<String, String>();
    if (facts.plan().isEmpty()) {
      why.put("mix", Missing.NO_PLAN);
    }
    Missing.note(why, "usd", baseline.all().usd(), baseline.all().unmeasured());
    Missing.note(why, "quality", baseline.all().quality(), Missing.score(baseline.incomplete()));
    Missing.note(why, "mixUsd", mix.all().usd(), mix.all().unmeasured());
    Missing.note(why, "mixQuality", mix.all().quality(), Missing.score(mix.incomplete()));
    Missing.note(why, "allSonnetUsd", allSonnet.usd(), allSonnet.computed());
    return why;
  }
}
