package dev.muster.ledger;

import java.util.ArrayList;
import java.util.List;

/** Splits CSV into rows: quotes as in RFC 4180, separated by commas, semicolons or tabs. */
final class CsvRows {
  private final String text;
  private final char separator;
  private final List<Row> rows = new ArrayList<>();
  private List<String> cells = new ArrayList<>();
  private final StringBuilder cell = new StringBuilder();
  private boolean quoted;
  private int line = 1;
  private int started = 1;

  /**
   * @param number the line that it starts in, from 1
   */
  record Row(int number, List<String> cells) {}

  private CsvRows(String text) {
    this.text = text;
    var header = text.lines().findFirst().orElse("");
    this.separator = header.contains("\t") ? '\t' : header.contains(";") ? ';' : ',';
  }

  /** The rows that hold something. */
  static List<Row> of(String text) {
    var bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new CsvRows(bare.replace("\r\n", "\n").replace('\r', '\n')).split();
  }

  private List<Row> split() {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
      }
      if (quoted) {
        at += inQuotes(c, at);
      } else if (c == '"' && cell.toString().isBlank()) {
        quoted = true;
        cell.setLength(0);
      } else if (c == separator) {
        endCell();
      } else if (c == '\n') {
        endRow();
      } else {
        cell.append(c);
      }
    }
    endRow();
    return rows;
  }

  /** How many characters more are read: a doubled quote is one. */
  private int inQuotes(char c, int at) {
    if (c != '"') {
      cell.append(c);
      return 0;
    }
    if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
      cell.append('"');
      return 1;
    }
    quoted = false;
    return 0;
  }

  private void endCell() {
    cells.add(cell.toString().strip());
    cell.setLength(0);
  }

  private void endRow() {
    endCell();
    if (cells.stream().anyMatch(c -> !c.isEmpty())) {
      rows.add(new Row(started, cells));
    }
    cells = new ArrayList<>();
    started = line;
  }
}
