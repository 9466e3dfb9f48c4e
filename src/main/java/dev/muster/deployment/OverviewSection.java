package dev.muster.deployment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures that a lead asks for first. */
final class OverviewSection {
  private final Status status;
  private final List<List<String>> rows = new ArrayList<>();

  private OverviewSection(Status status) {
    this.status = status;
    rows.add(List.of("figure", "value"));
  }

  static void write(Status status, MarkdownText page) {
    var section = new OverviewSection(status);
    section.agents();
    section.arms();
    section.costs();
    section.calls();
    page.heading("At a glance").table(section.rows);
  }

  private void row(String name, String value) {
    rows.add(List.of(name, value));
  }

  private void agents() {
    var active = status.agents().stream().filter(a -> a.status().equals("ACTIVE")).count();
    row("agents active", active + " of " + status.agents().size());
    var judged = status.gates().stream().filter(g -> g.round() > 0).count();
    var through =
        status.gates().stream().filter(g -> g.verdict().equals("PASS") || g.waived()).count();
    row("gates through", through + " of " + status.gates().size() + ", " + judged + " judged");
  }

  private void arms() {
    var arms = status.baseline();
    var why = status.notMeasured();
    figure("saving against the baseline arm", status.savingPercent(), "%", why, "savingPercent");
    figure(
        "saving against all-Sonnet",
        status.savingVsAllSonnetPercent(),
        "%, computed: the baseline arm's tokens at the price of sonnet",
        why,
        "savingVsAllSonnetPercent");
    figure("quality of the mix", arms.mixQuality(), "of 10", arms.notMeasured(), "mixQuality");
    figure("quality of the baseline", arms.quality(), "of 10", arms.notMeasured(), "quality");
    figure("speed-up of the waves", status.speedUp(), "times", why, "speedUp");
    var mix = arms.mix() == null ? "" : " (" + arms.mix() + ")";
    row("cost of the mix arm, judges apart", money(arms.mixUsd(), arms.notMeasured(), "mixUsd"));
    row(
        "cost of the baseline arm" + mix + ", judges apart",
        money(arms.usd(), arms.notMeasured(), "usd"));
    row(
        "cost at all-Sonnet, computed",
        money(arms.allSonnetUsd(), arms.notMeasured(), "allSonnetUsd"));
  }

  private void figure(
      String name, BigDecimal figure, String unit, Map<String, String> why, String field) {
    row(Rehearsed.mark(status.rehearsed(), name), Shown.figure(figure, unit, why.get(field)));
  }

  private static String money(BigDecimal usd, Map<String, String> why, String field) {
    return Shown.usd(usd, why.get(field));
  }

  private void costs() {
    var why = status.notMeasured();
    row("cost of everything", money(status.totalUsd(), why, "totalUsd"));
    row("of that the judges", money(status.judgeUsd(), why, "judgeUsd"));
    var budget = status.budget();
    row(
        "budget taken",
        Shown.usd(budget.committedUsd(), null)
            + " of "
            + (budget.limitUsd() == null ? "no limit" : Shown.usd(budget.limitUsd(), null)));
  }

  private void calls() {
    var calls = status.calls();
    row(
        "model calls made (the model server's log)",
        calls.made() == null ? Shown.missing(calls.notMeasured()) : calls.made().toString());
    row("answers needed (the ledger)", String.valueOf(calls.needed()));
    row(
        "unknown / errors / under way",
        calls.unknown() + " / " + calls.errors() + " / " + calls.inFlight());
  }
}
