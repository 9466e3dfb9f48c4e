package dev.muster.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.mcp.McpSessions.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What differs between two surfaces, with nothing left out and nothing invisible. All text of it is
 * safe to look at, and still to be escaped where it becomes markup.
 *
 * @param added tools that are new, whole
 * @param removed tools that are gone, whole
 * @param changed tools whose description or schema differs
 */
public record ToolDiff(List<Part> added, List<Part> removed, List<Part> changed) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(
              SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Four blanks and the line's end. */
  private static final int INDENT = 5;

  private static final int WIDEST = 300;

  /** What became of a line. */
  public enum Mark {
    SAME(' '),
    REMOVED('-'),
    ADDED('+');

    private final char sign;

    Mark(char sign) {
      this.sign = sign;
    }

    /** In small letters. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As patches write it. */
    public char sign() {
      return sign;
    }
  }

  /** One line, every character of it visible. */
  public record Line(Mark mark, String text) {}

  /**
   * One tool.
   *
   * @param description all lines of the old and the new one
   * @param schema the same of the input schema; empty when it is as it was
   */
  public record Part(String name, List<Line> description, List<Line> schema) {

    /** Whether the description is not what it was. */
    public boolean describedAnew() {
      return description.stream().anyMatch(line -> line.mark() != Mark.SAME);
    }
  }

  static ToolDiff of(List<Tool> before, List<Tool> after) {
    var old = named(before);
    var now = named(after);
    var added = new ArrayList<Part>();
    var removed = new ArrayList<Part>();
    var changed = new ArrayList<Part>();
    now.forEach(
        (name, tool) -> {
          if (!old.containsKey(name)) {
            added.add(part(name, "", "", tool.description(), schema(tool)));
          } else if (differ(old.get(name), tool)) {
            changed.add(changed(name, old.get(name), tool));
          }
        });
    old.forEach(
        (name, tool) -> {
          if (!now.containsKey(name)) {
            removed.add(part(name, tool.description(), schema(tool), "", ""));
          }
        });
    return new ToolDiff(List.copyOf(added), List.copyOf(removed), List.copyOf(changed));
  }

  /** Tools as they are, compared with nothing. */
  static List<Part> whole(List<Tool> tools) {
    return named(tools).entrySet().stream()
        .map(
            e -> {
              var text = e.getValue().description();
              var schema = schema(e.getValue());
              return part(e.getKey(), text, schema, text, schema);
            })
        .toList();
  }

  /** A name that is told twice is two tools. */
  private static Map<String, Tool> named(List<Tool> tools) {
    var named = new LinkedHashMap<String, Tool>();
    for (var tool : tools) {
      var name = tool.name();
      for (var n = 2; named.containsKey(name); n++) {
        name = tool.name() + " (" + n + ")";
      }
      named.put(name, tool);
    }
    return named;
  }

  private static boolean differ(Tool old, Tool now) {
    return !old.description().equals(now.description()) || !schema(old).equals(schema(now));
  }

  private static Part changed(String name, Tool old, Tool now) {
    var sameSchema = schema(old).equals(schema(now));
    return part(
        name,
        old.description(),
        sameSchema ? "" : schema(old),
        now.description(),
        sameSchema ? "" : schema(now));
  }

  private static Part part(
      String name, String oldText, String oldSchema, String newText, String newSchema) {
    return new Part(
        VisibleText.line(name), LineDiff.of(oldText, newText), LineDiff.of(oldSchema, newSchema));
  }

  private static String schema(Tool tool) {
    try {
      JsonNode schema = tool.inputSchema();
      return schema == null
          ? ""
          : JSON.writeValueAsString(JSON.treeToValue(schema, Object.class)).replace("\r", "");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is writable", e);
    }
  }

  /** The numbers, such as "1 changed, 2 added, 0 removed". */
  public String counted() {
    return changed.size() + " changed, " + added.size() + " added, " + removed.size() + " removed";
  }

  /**
   * The whole as text, at most so long: each line is indented by four, which Markdown takes for
   * code, so that nothing in it can become markup. What does not fit is counted, of long lines too.
   */
  public String code(int longest) {
    var lines = new ArrayList<String>();
    changed.forEach(part -> tell(lines, "changed", part));
    added.forEach(part -> tell(lines, "added", part));
    removed.forEach(part -> tell(lines, "removed", part));
    var text = new StringBuilder();
    var all = lines.stream().mapToInt(line -> line.length() + INDENT).sum();
    if (all > longest) {
      lines.replaceAll(ToolDiff::cut);
    }
    for (var i = 0; i < lines.size(); i++) {
      if (text.length() + lines.get(i).length() + INDENT > longest) {
        return text.append("    ... and ")
            .append(lines.size() - i)
            .append(" more lines\n")
            .toString();
      }
      text.append("    ").append(lines.get(i)).append('\n');
    }
    return text.toString();
  }

  /** One long line must not hide what follows it. */
  private static String cut(String line) {
    if (line.length() <= WIDEST) {
      return line;
    }
    var end = Character.isHighSurrogate(line.charAt(WIDEST - 1)) ? WIDEST - 1 : WIDEST;
    return line.substring(0, end) + " ... and " + (line.length() - end) + " more characters";
  }

  private static void tell(List<String> lines, String what, Part part) {
    lines.add(what + ": " + part.name());
    part.description().forEach(line -> lines.add("  " + line.mark().sign() + " " + line.text()));
    if (!part.schema().isEmpty()) {
      lines.add("  input schema:");
      part.schema().forEach(line -> lines.add("  " + line.mark().sign() + " " + line.text()));
    }
  }
}
