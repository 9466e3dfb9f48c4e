package dev.muster.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A provider's invoice, as far as it can be read.
 *
 * @param lines the readable rows
 * @param faults one line for each row that is not
 */
public record Invoice(List<Line> lines, List<String> faults) {

  /**
   * One row.
   *
   * @param tokens null when the invoice has no such column
   */
  public record Line(LocalDate day, String model, BigDecimal usd, Long tokens) {}

  /**
   * Reads CSV with a header. Columns are found by their names, whatever their order.
   *
   * @param file what faults are told to be in
   * @param zone whose days are compared: a call's moment is of the day that it is there
   * @throws IllegalArgumentException when the header lacks day, model or amount
   */
  public static Invoice read(String file, String text, ZoneId zone) {
    var rows = CsvRows.of(text);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(file + " is empty: export the invoice as CSV");
    }
    var columns = InvoiceColumns.of(file, rows.get(0).cells());
    var cells = rows.subList(1, rows.size()).stream().map(CsvRows.Row::cells).toList();
    var days = new InvoiceDays(zone, columns.isDaily(cells));
    var lines = new ArrayList<Line>();
    var faults = new ArrayList<String>();
    for (var row : rows.subList(1, rows.size())) {
      try {
        lines.add(columns.line(row.cells(), days));
      } catch (IllegalArgumentException e) {
        faults.add(file + ":" + row.number() + ": " + e.getMessage());
      }
    }
    return new Invoice(lines, faults);
  }

  /** The first day. */
  public LocalDate first() {
    return lines.stream().map(Line::day).min(LocalDate::compareTo).orElseThrow();
  }

  /** The last day. */
  public LocalDate last() {
    return lines.stream().map(Line::day).max(LocalDate::compareTo).orElseThrow();
  }
}
