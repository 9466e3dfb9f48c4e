package dev.muster.deployment;

import dev.muster.deployment.Status.CostRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tokens and money, turns and judges apart, and each family's share. */
final class CostSection {
  private CostSection() {}

  static void write(Status status, MarkdownText page) {
    page.heading(status.rehearsed() ? "Rehearsal tokens and cost" : "Tokens and cost");
    if (status.costs().isEmpty()) {
      page.paragraph("No model call was made yet.");
    } else {
      Predicate<CostRow> judge = row -> row.purpose().equals(CostRows.JUDGE);
      table(status, page, judge.negate());
      page.paragraph("The judges, in no arm's cost:");
      table(status, page, judge);
    }
    shares(status, page);
  }

  private static void table(Status status, MarkdownText page, Predicate<CostRow> which) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "agent",
            "arm",
            "model",
            "attempts",
            "tokens in",
            "tokens out",
            "first token",
            "cost",
            "note"));
    status.costs().stream().filter(which).map(CostSection::row).forEach(rows::add);
    if (rows.size() > 1) {
      page.table(rows);
    } else {
      page.paragraph("None yet.");
    }
  }

  private static List<String> row(CostRow row) {
    return List.of(
        row.agent(),
        row.arm(),
        row.label() == null ? row.model() : row.model() + " (" + row.label() + ")",
        row.calls() + (row.failed() == 0 ? "" : ", " + row.failed() + " failed"),
        String.valueOf(row.inputTokens()),
        String.valueOf(row.outputTokens()),
        row.firstTokenMillis() == null ? "" : row.firstTokenMillis() + " ms",
        row.usd() == null ? Shown.missing(row.note()) : Shown.usd(row.usd(), null),
        note(row));
  }

  private static String note(CostRow row) {
    return Stream.of(row.usd() == null ? null : row.note(), included(row))
        .filter(Objects::nonNull)
        .collect(Collectors.joining("; "));
  }

  private static String included(CostRow row) {
    return row.coveredUsd() == null
        ? null
        : "besides, a subscription includes " + Shown.usd(row.coveredUsd(), null);
  }

  private static void shares(Status status, MarkdownText page) {
    if (status.shares().isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("family", "by the declared mixes", "as measured", "limit", "note"));
    for (var share : status.shares()) {
      rows.add(
          List.of(
              share.family(),
              Shown.figure(share.percentOfTokens(), "%", null),
              Shown.figure(share.measuredPercent(), "%", null),
              share.limitPercent() == null ? "none" : share.limitPercent() + " %",
              share.note()));
    }
    page.heading("Shares of tokens at the plan's monthly volumes").table(rows);
  }
}
