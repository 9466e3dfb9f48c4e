package dev.muster.deployment;

import dev.muster.agent.Run;
import dev.muster.deployment.Status.BindingRow;
import dev.muster.deployment.Status.Calls;
import dev.muster.deployment.Status.ShareRow;
import dev.muster.ledger.Attempt;
import dev.muster.plan.Retirements;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a reader should know beside the figures. */
final class Findings {
  private final Facts facts;
  private final List<String> found = new ArrayList<>();

  private Findings(Facts facts) {
    this.facts = facts;
  }

  static List<String> of(
      Facts facts, List<BindingRow> bindings, List<ShareRow> shares, Calls calls) {
    var findings = new Findings(facts);
    findings.rehearsal(bindings);
    findings.found.addAll(NotConfined.findings(facts.chain()));
    shares.stream().filter(s -> s.limitPercent() != null).forEach(findings::share);
    bindings.forEach(findings::binding);
    findings.retirements();
    findings.attempts();
    findings.softBudgets();
    findings.found.addAll(ReportedCosts.findings(facts.attempts()));
    findings.overruns();
    findings.calls(calls);
    facts.runs().forEach(findings::run);
    findings.takenBack();
    return findings.found.stream().map(facts::marked).toList();
  }

  private void rehearsal(List<BindingRow> bindings) {
    if (facts.rehearsed()) {
      found.add(
          "Models answered from cassettes: saving, quality and speed are rehearsed, tokens are"
              + " rehearsal tokens.");
    }
    var standIns =
        bindings.stream()
            .filter(BindingRow::standIn)
            .map(BindingRow::server)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!standIns.isEmpty()) {
      found.add("These MCP servers are stand-ins: " + standIns + ".");
    }
    facts.attempts().stream()
        .map(Attempt::model)
        .distinct()
        .filter(model -> facts.label(model) != null)
        .forEach(model -> found.add("Model " + model + ": " + facts.label(model) + "."));
  }

  private void share(ShareRow share) {
    var measured =
        share.measuredPercent() == null ? "" : ", " + share.measuredPercent() + " % as measured";
    var planned =
        share.percentOfTokens() == null
            ? "not measured"
            : share.percentOfTokens() + " % by the declared mixes" + measured;
    found.add(
        "Share of family %s in all tokens at the plan's monthly volumes: %s; %s."
            .formatted(share.family(), planned, share.note()));
  }

  /** Nobody stops the calls that a CLI makes at its vendor. */
  private void softBudgets() {
    facts.attempts().stream()
        .filter(Attempt::isSession)
        .collect(Collectors.groupingBy(Attempt::model, TreeMap::new, Collectors.counting()))
        .forEach(
            (model, sessions) ->
                found.add(
                    "Model %s worked %d sessions at its vendor: its budget is soft, and its tokens are as its CLI counted them."
                        .formatted(model, sessions)));
  }

  private void binding(BindingRow row) {
    if (!row.extraTools().isEmpty()) {
      found.add(
          row.id() + " shows more than expected: " + String.join(", ", row.extraTools()) + ".");
    }
    if (!row.missingTools().isEmpty()) {
      found.add(row.id() + " lacks: " + String.join(", ", row.missingTools()) + ".");
    }
    if (row.state().equals("SKIPPED")) {
      found.add(row.id() + " was skipped: " + row.reason());
    }
    if (row.state().equals("QUARANTINED")) {
      found.add(row.id() + " is quarantined: " + row.reason());
    }
  }

  private void retirements() {
    var today = LocalDate.ofInstant(facts.now(), ZoneOffset.UTC);
    facts.plan().ifPresent(plan -> found.addAll(Retirements.of(plan, today)));
  }

  private void attempts() {
    facts.attempts().stream()
        .filter(a -> a.finding() != null)
        .collect(Collectors.groupingBy(a -> a.model() + ": " + a.finding(), Collectors.counting()))
        .forEach((text, n) -> found.add(n + " answers without a cost, " + text + "."));
    facts.attempts().stream()
        .filter(a -> a.httpStatus() != null)
        .collect(
            Collectors.groupingBy(
                a -> a.model() + " answered HTTP " + a.httpStatus(), Collectors.counting()))
        .forEach((text, n) -> found.add(text + " " + n + " times."));
  }

  private void overruns() {
    facts.attempts().stream()
        .filter(Attempt::overran)
        .collect(Collectors.groupingBy(Attempt::model, TreeMap::new, Collectors.counting()))
        .forEach(
            (model, n) ->
                found.add(
                    n
                        + " answers of "
                        + model
                        + " took more than the worst case reserved for them."));
  }

  private void calls(Calls calls) {
    if (calls.unknown() > 0) {
      found.add(calls.unknown() + " calls have an unknown end and count at their reservation.");
    }
    int known = calls.needed() + calls.unknown() + calls.errors() + calls.inFlight();
    if (calls.made() != null && calls.made() != known) {
      found.add(
          "The model server's log holds %d requests, the ledger of this deployment explains %d."
              .formatted(calls.made(), known));
    }
  }

  private void run(Run run) {
    var who = "Run " + run.id() + " of " + run.agent() + " (" + run.arm() + ", " + run.task() + ")";
    if (run.stopReason() != null) {
      found.add(who + " stopped early: " + run.stopReason());
    }
    if (run.escalations() > 0) {
      found.add(who + " was escalated to a stronger model after a failed check.");
    }
  }

  private void takenBack() {
    found.addAll(LeftBehind.of(facts));
    var broken = dev.muster.evidence.EvidenceChain.firstBroken(facts.chain());
    if (broken.isPresent()) {
      found.add("The evidence is broken at entry " + broken.getAsInt() + ".");
    }
  }
}
