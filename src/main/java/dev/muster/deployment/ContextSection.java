package dev.muster.deployment;

import dev.muster.deployment.Status.ContextRow;
import java.util.ArrayList;
import java.util.List;

/** What tool definitions cost before any tool is called. */
final class ContextSection {
  private ContextSection() {}

  static void write(Status status, MarkdownText page) {
    page.heading("Context price");
    if (status.context().isEmpty()) {
      page.paragraph("No agent was offered a tool yet.");
      return;
    }
    page.paragraph(
        "Every call of an agent carries the definitions of the tools that it may use. Tokens are"
            + " counted by one tokenizer (o200k_base); USD are at the plan's monthly volumes and the"
            + " declared mixes' price of uncached input.");
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("server", "tools", "tokens a call", "calls a month", "a month", "never called"));
    status.context().stream().map(ContextSection::row).forEach(rows::add);
    page.table(rows);
    page.paragraph("Proposed, by what runs of this deployment called:");
    var trims = status.context().stream().filter(row -> row.trim() != null);
    page.items(trims.map(ContextSection::trim).toList(), "Every tool was called: nothing to trim.");
  }

  private static List<String> row(ContextRow row) {
    var why = row.notMeasured();
    return List.of(
        row.server(),
        String.valueOf(row.tools()),
        String.valueOf(row.tokens()),
        row.callsPerMonth() == null
            ? Shown.missing(why.get("callsPerMonth"))
            : row.callsPerMonth().toString(),
        Shown.usd(row.usdPerMonth(), why.get("usdPerMonth")),
        Shown.list(row.neverCalled()));
  }

  private static String trim(ContextRow row) {
    var usd =
        row.idleUsdPerMonth() == null
            ? ""
            : ", " + Shown.usd(row.idleUsdPerMonth(), null) + " a month";
    return row.trim() + " (" + row.idleTokens() + " tokens a call" + usd + ")";
  }
}
