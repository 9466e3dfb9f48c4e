package dev.muster.rehearsal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one cassette and refuses everything that the format does not know, with its line. */
final class CassetteReader {
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.yaml");
  private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private final String file;
  private final String label;

  /**
   * @param label how problems name the file
   */
  CassetteReader(String file, String label) {
    this.file = file;
    this.label = label;
  }

  Cassette read(byte[] bytes) {
    var name = NAME.matcher(file);
    if (!name.matches()) {
      throw problem(1, "a cassette is named ROLE.TASK.yaml, with letters, digits, - and _");
    }
    var root = fields(compose(new String(bytes, StandardCharsets.UTF_8)), Set.of("messages"));
    var messages = new ArrayList<Said>();
    for (var entry : list(required(root, "messages", 1), "messages")) {
      messages.add(said(entry));
    }
    return new Cassette(name.group(1), name.group(2), List.copyOf(messages));
  }

  private Node compose(String text) {
    try {
      var root = new Yaml(new LoaderOptions()).compose(new java.io.StringReader(text));
      if (root == null) {
        throw problem(1, "is empty; expected messages:");
      }
      return root;
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw problem(mark == null ? 1 : mark.getLine() + 1, "is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw problem(1, "is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private Said said(Node entry) {
    var fields = fields(entry, Set.of("text", "tools"));
    var text = fields.containsKey("text") ? text(fields.get("text"), "text") : "";
    var calls = new ArrayList<Said.Call>();
    if (fields.containsKey("tools")) {
      list(fields.get("tools"), "tools").forEach(tool -> calls.add(call(tool)));
    }
    if (text.isBlank() && calls.isEmpty()) {
      throw problem(line(entry), "a message says something: text, tools or both");
    }
    return new Said(text, List.copyOf(calls));
  }

  private Said.Call call(Node tool) {
    var fields = fields(tool, Set.of("name", "arguments"));
    var name = text(required(fields, "name", line(tool)), "name");
    if (!TOOL.matcher(name).matches()) {
      throw problem(line(fields.get("name")), "tool name '" + name + "' is not server__tool");
    }
    var arguments = fields.get("arguments");
    return new Said.Call(name, arguments == null ? Map.of() : arguments(arguments));
  }

  private Map<String, Object> arguments(Node node) {
    fields(node, null);
    try {
      var values = new LinkedHashMap<String, Object>();
      JsonValues.of(new Values().value(node)).forEach(values::put);
      return values;
    } catch (YAMLException | IllegalArgumentException e) {
      var why = e.getMessage().lines().findFirst().orElse("");
      throw problem(line(node), "arguments are not JSON values: " + why);
    }
  }

  /** The fields of a mapping; {@code known} null means that any name goes. */
  private Map<String, Node> fields(Node node, Set<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(line(node), "expected a mapping, found " + kind(node));
    }
    var fields = new LinkedHashMap<String, Node>();
    for (var pair : mapping.getValue()) {
      var key = text(pair.getKeyNode(), "a key");
      if (known != null && !known.contains(key)) {
        throw problem(
            line(pair.getKeyNode()), "unknown key '" + key + "'; known: " + sorted(known));
      }
      if (fields.put(key, pair.getValueNode()) != null) {
        throw problem(line(pair.getKeyNode()), "key '" + key + "' stands here twice");
      }
    }
    return fields;
  }

  private Node required(Map<String, Node> fields, String key, int line) {
    if (!fields.containsKey(key)) {
      throw problem(line, "'" + key + "' is missing");
    }
    return fields.get(key);
  }

  private List<Node> list(Node node, String key) {
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw problem(line(node), "'" + key + "' must be a list with entries, found " + kind(node));
    }
    return sequence.getValue();
  }

  private String text(Node node, String key) {
    if (!(node instanceof ScalarNode scalar) || !Tag.STR.equals(node.getTag())) {
      throw problem(line(node), "'" + key + "' must be text (quote it), found " + kind(node));
    }
    return scalar.getValue();
  }

  private CassettesInvalid problem(int line, String what) {
    return new CassettesInvalid(List.of(label + ":" + line + ": " + what));
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String kind(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "a mapping";
      case sequence -> "a list";
      default -> "a " + node.getTag().getValue().replaceFirst(".*:", "") + " value";
    };
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", new java.util.TreeSet<>(names));
  }

  /** Opens SnakeYAML's own conversion of a node to a value. */
  private static final class Values extends SafeConstructor {
    Values() {
      super(new LoaderOptions());
    }

    Object value(Node node) {
      return constructDocument(node);
    }
  }
}
