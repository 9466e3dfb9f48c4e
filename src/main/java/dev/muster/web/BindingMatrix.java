package dev.muster.web;

import dev.muster.deployment.Status.BindingRow;
import java.util.ArrayList;
import java.util.List;

/** MCP servers down, clients across; a pair that the plan does not bind is empty. */
record BindingMatrix(List<String> clients, List<Row> rows) {

  /** One server; a cell is null where there is no binding. */
  record Row(String server, boolean standIn, List<BindingRow> cells) {}

  static BindingMatrix of(List<BindingRow> bindings) {
    var clients = bindings.stream().map(BindingRow::client).distinct().toList();
    var rows =
        bindings.stream()
            .map(BindingRow::server)
            .distinct()
            .map(server -> row(server, clients, bindings))
            .toList();
    return new BindingMatrix(clients, rows);
  }

  private static Row row(String server, List<String> clients, List<BindingRow> bindings) {
    var ofServer = bindings.stream().filter(b -> b.server().equals(server)).toList();
    var cells = new ArrayList<BindingRow>();
    for (var client : clients) {
      cells.add(ofServer.stream().filter(b -> b.client().equals(client)).findFirst().orElse(null));
    }
    return new Row(server, ofServer.stream().anyMatch(BindingRow::standIn), cells);
  }
}
