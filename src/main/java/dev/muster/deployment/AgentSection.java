package dev.muster.deployment;

import dev.muster.deployment.Status.AgentRow;
import dev.muster.plan.Mix;
import java.util.ArrayList;
import java.util.List;

/** The agents of the waves, the others, and the waves. */
final class AgentSection {
  private AgentSection() {}

  static void write(Status status, MarkdownText page) {
    page.heading("Agents");
    if (status.agents().isEmpty()) {
      page.paragraph("No agent is known: " + Missing.NO_PLAN + ".");
    } else {
      states(status, page);
      figures(status, page);
    }
    others(status, page);
    waves(status, page);
  }

  private static void states(Status status, MarkdownText page) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("agent", "wave", "status", "mix", "models that answered", "took", "reason"));
    for (var agent : status.agents()) {
      rows.add(
          List.of(
              agent.title(),
              String.valueOf(agent.wave()),
              agent.status(),
              Labels.mix(new Mix(agent.mix())),
              agent.model() == null ? "none yet" : agent.model(),
              Shown.seconds(agent.seconds(), agent.notMeasured().get("seconds")),
              agent.reason() == null ? "" : Rehearsed.mark(agent.rehearsed(), agent.reason())));
    }
    page.table(rows);
  }

  private static void figures(Status status, MarkdownText page) {
    var mark = status.rehearsed() ? " (rehearsed)" : "";
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "agent",
            "cost, mix",
            "cost, baseline",
            "saving" + mark,
            "quality, mix" + mark,
            "quality, baseline" + mark,
            "checks"));
    status.agents().stream().map(AgentSection::figures).forEach(rows::add);
    page.table(rows);
  }

  private static List<String> figures(AgentRow agent) {
    var why = agent.notMeasured();
    return List.of(
        agent.title(),
        Shown.usd(agent.mixUsd(), why.get("mixUsd")),
        Shown.usd(agent.baselineUsd(), why.get("baselineUsd")),
        Shown.figure(agent.savingPercent(), "%", why.get("savingPercent")),
        Shown.figure(agent.quality(), "", why.get("quality")),
        Shown.figure(agent.baselineQuality(), "", why.get("baselineQuality")),
        checks(agent));
  }

  private static String checks(AgentRow agent) {
    if (agent.checksPassed() == null) {
      return Shown.missing(agent.notMeasured().get("checksPassed"));
    }
    return agent.checksPassed() ? "passed" : "FAILED";
  }

  private static void others(Status status, MarkdownText page) {
    if (status.others().isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("agent", "status", "what its watch reports"));
    status.others().forEach(o -> rows.add(List.of(o.title(), o.status(), o.watched())));
    page.heading("Agents outside the waves").table(rows);
  }

  private static void waves(Status status, MarkdownText page) {
    if (status.waves().isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    var mark = status.rehearsed() ? " (rehearsed)" : "";
    rows.add(List.of("wave", "agents", "serial sum", "wall", "speed-up" + mark));
    for (var wave : status.waves()) {
      rows.add(
          List.of(
              String.valueOf(wave.number()),
              String.valueOf(wave.agents()),
              Shown.seconds(wave.serialSum(), wave.notMeasured()),
              Shown.seconds(wave.wall(), wave.notMeasured()),
              Shown.figure(wave.speedUp(), "times", wave.notMeasured())));
    }
    page.heading("Waves").paragraph("Without the time that people took.").table(rows);
  }
}
