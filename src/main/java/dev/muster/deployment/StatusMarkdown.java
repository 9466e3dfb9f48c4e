package dev.muster.deployment;

import java.util.ArrayList;
import java.util.List;

/** The report as a page for a lead: what stands, what to do, then everything behind it. */
final class StatusMarkdown {
  private static final int LATEST = 300;

  private final Status status;
  private final MarkdownText page = new MarkdownText();

  private StatusMarkdown(Status status) {
    this.status = status;
  }

  static String of(Status status) {
    var markdown = new StatusMarkdown(status);
    markdown.opening();
    OverviewSection.write(status, markdown.page);
    markdown.page.heading("Next actions").items(status.nextActions(), "Nothing to do.");
    markdown.page.heading("Findings").items(status.findings(), "None.");
    markdown.phases();
    InstallationSection.write(status, markdown.page);
    AgentSection.write(status, markdown.page);
    GateSection.write(status, markdown.page);
    CostSection.write(status, markdown.page);
    ContextSection.write(status, markdown.page);
    markdown.timeline();
    return markdown.page.toString();
  }

  private void opening() {
    page.title(status.name() + ": " + status.status() + (status.rehearsed() ? ", rehearsed" : ""));
    var digest =
        status.planDigest() == null
            ? Shown.missing(status.notMeasured().get("planDigest"))
            : status.planDigest();
    page.table(
        List.of(
            List.of("deployment", status.deploymentId()),
            List.of("asked for by", status.requester()),
            List.of("plan digest", digest),
            List.of("started", Shown.time(status.startedAt())),
            List.of("ended", status.endedAt() == null ? "not yet" : Shown.time(status.endedAt())),
            List.of("elapsed", Shown.seconds(status.elapsedSeconds(), null)),
            List.of(
                "of that waiting for people",
                Shown.seconds(status.waitedForPeopleSeconds(), null))));
    if (status.rehearsed()) {
      page.paragraph(
          "This was rehearsed: processes, files, tests and HTTP calls were real, the models'"
              + " answers came from cassettes. Saving, quality and speed are rehearsed figures.");
    }
  }

  private void phases() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("phase", "state", "round", "began", "ended", "note"));
    for (var phase : status.phases()) {
      rows.add(
          List.of(
              phase.name(),
              phase.state(),
              phase.round() == 0 ? "" : String.valueOf(phase.round()),
              Shown.time(phase.startedAt()),
              Shown.time(phase.endedAt()),
              phase.detail() == null ? "" : phase.detail()));
    }
    page.heading("Phases").table(rows);
  }

  private void timeline() {
    var all = status.timeline();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("when", "what", "about", "said"));
    all.stream()
        .skip(Math.max(0, all.size() - LATEST))
        .map(e -> List.of(Shown.time(e.at()), e.kind(), e.subject(), e.text()))
        .forEach(rows::add);
    page.heading("Timeline");
    if (all.size() > LATEST) {
      page.paragraph("The latest %d of %d entries.".formatted(LATEST, all.size()));
    }
    if (all.isEmpty()) {
      page.paragraph("Nothing was recorded yet.");
    } else {
      page.table(rows);
    }
    var evidence = status.evidence();
    page.paragraph(
        "Evidence: %d entries, %s, last hash %s."
            .formatted(
                evidence.entries(),
                evidence.intact() ? "unbroken" : "BROKEN",
                evidence.lastHash() == null ? "none" : evidence.lastHash()));
  }
}
