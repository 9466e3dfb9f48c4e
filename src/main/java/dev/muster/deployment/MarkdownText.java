package dev.muster.deployment;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown in which no text that is shown can become markup. */
final class MarkdownText {
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*\\[\\]<>|~]|&(?=[#A-Za-z])");
  private static final Pattern UNDERSCORE = Pattern.compile("(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])");
  // What begins a list, a heading or a line below a heading when it begins a line.
  private static final Pattern BLOCK =
      Pattern.compile("^(\\d{1,9}(?=[.)](\\s|$))|[-+](?=\\s|$)|#(?=[#\\s]|$)|[-=](?=[-=\\s]*$))");

  private final StringBuilder text = new StringBuilder();

  /** One line without markup. */
  static String plain(String words) {
    if (words == null) {
      return "";
    }
    var line = words.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    line = MARKUP.matcher(line).replaceAll(found -> Matcher.quoteReplacement("\\" + found.group()));
    return UNDERSCORE.matcher(line).replaceAll("\\\\_");
  }

  /** The same at the start of a line. */
  private static String line(String words) {
    var line = plain(words);
    var block = BLOCK.matcher(line);
    if (!block.find()) {
      return line;
    }
    var at = block.group().matches("\\d+") ? block.end() : 0;
    return line.substring(0, at) + "\\" + line.substring(at);
  }

  MarkdownText title(String words) {
    text.append("# ").append(plain(words)).append("\n\n");
    return this;
  }

  MarkdownText heading(String words) {
    text.append("\n## ").append(plain(words)).append("\n\n");
    return this;
  }

  MarkdownText paragraph(String words) {
    text.append(line(words)).append("\n\n");
    return this;
  }

  MarkdownText items(List<String> items, String none) {
    if (items.isEmpty()) {
      return paragraph(none);
    }
    items.forEach(item -> text.append("- ").append(line(item)).append('\n'));
    text.append('\n');
    return this;
  }

  /** The first row names the columns. */
  MarkdownText table(List<List<String>> rows) {
    var columns = rows.get(0).size();
    row(rows.get(0));
    text.append("|").append("---|".repeat(columns)).append('\n');
    rows.stream().skip(1).forEach(this::row);
    text.append('\n');
    return this;
  }

  private void row(List<String> cells) {
    text.append('|');
    cells.forEach(cell -> text.append(' ').append(plain(cell)).append(" |"));
    text.append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
