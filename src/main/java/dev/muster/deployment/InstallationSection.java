package dev.muster.deployment;

import dev.muster.deployment.Status.BindingRow;
import java.util.ArrayList;
import java.util.List;

/** The MCP servers in their clients. */
final class InstallationSection {
  private InstallationSection() {}

  static void write(Status status, MarkdownText page) {
    page.heading("MCP servers");
    if (status.bindings().isEmpty()) {
      page.paragraph("No binding is known: " + Missing.NO_PLAN + ".");
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("server", "client", "state", "tools", "expected", "took", "note"));
    status.bindings().stream().map(InstallationSection::row).forEach(rows::add);
    page.table(rows);
  }

  private static String untold(BindingRow row) {
    return switch (row.state()) {
      case "PENDING" -> "not probed yet";
      case "SKIPPED" -> "skipped";
      default -> "tools/list unanswered";
    };
  }

  private static List<String> row(BindingRow row) {
    return List.of(
        row.server() + (row.standIn() ? " (stand-in)" : ""),
        row.client(),
        row.state(),
        row.tools() == null ? Shown.missing(untold(row)) : row.tools().toString(),
        row.expected(),
        Shown.seconds(row.seconds(), untold(row)),
        row.reason() == null ? "" : row.reason());
  }
}
