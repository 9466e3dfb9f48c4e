package dev.muster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.List;

/**
 * How a file is laid out, so that what we add looks like the rest of it.
 *
 * @param newline null when the whole file is one line
 */
record Layout(String newline, String indent) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Layout of(String text) {
    for (String newline : List.of("\r\n", "\n", "\r")) {
      if (text.contains(newline)) {
        return new Layout(newline, indentOf(text));
      }
    }
    boolean nothingYet = text.replaceAll("[{}\\s]", "").isEmpty();
    return nothingYet ? new Layout("\n", "  ") : new Layout(null, "");
  }

  /** The white space that opens the first indented line. */
  private static String indentOf(String text) {
    for (String line : text.split("[\r\n]+")) {
      String rest = line.stripLeading();
      if (rest.length() < line.length() && rest.startsWith("\"")) {
        return line.substring(0, line.length() - rest.length());
      }
    }
    return "  ";
  }

  /** A line break and the indentation of that depth; nothing in a file of one line. */
  String lineAt(int depth) {
    return newline == null ? "" : newline + indent.repeat(depth);
  }

  /** The value as text whose first line stands at that depth. */
  String print(JsonNode value, int depth) {
    if (newline == null) {
      return json(value);
    }
    try {
      return writer().writeValueAsString(value).replace("\n", lineAt(depth));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  String colon() {
    return newline == null ? ":" : ": ";
  }

  /** On one line. */
  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("always writable", e);
    }
  }

  private ObjectWriter writer() {
    DefaultIndenter lines = new DefaultIndenter(indent, "\n");
    Separators colons =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(colons);
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    return JSON.writer(printer);
  }
}
