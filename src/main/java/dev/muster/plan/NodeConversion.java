package dev.muster.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns SnakeYAML's nodes into ours; what aliases expand to is bounded. */
final class NodeConversion {
  private static final int MAX_NODES = 20_000;
  private static final int MAX_DEPTH = 40;
  private final String file;
  private final Problems problems;
  private int nodes;

  NodeConversion(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The whole tree. */
  PlanNode convert(Node root) {
    if (!(root instanceof MappingNode)) {
      problems.add(
          where(root),
          "the file is no map",
          "a plan is a map of names to settings",
          "start from plans/multi-model-swarm.yaml");
      return new PlanNode.Absent(where(root));
    }
    return convert(root, 0);
  }

  private PlanNode convert(Node node, int depth) {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      problems.add(
          Where.whole(file),
          "too much content",
          "aliases repeat it beyond " + MAX_NODES + " values or " + MAX_DEPTH + " levels",
          "write it out without anchors and aliases");
      return new PlanNode.Absent(where(node));
    }
    if (node instanceof ScalarNode scalar) {
      return Tag.NULL.equals(scalar.getTag())
          ? new PlanNode.Absent(where(node))
          : new PlanNode.Scalar(where(node), scalar.getValue(), !scalar.isPlain());
    }
    if (node instanceof SequenceNode sequence) {
      return new PlanNode.Sequence(where(node), items(sequence, depth));
    }
    return mapping((MappingNode) node, depth);
  }

  private List<PlanNode> items(SequenceNode sequence, int depth) {
    var items = new ArrayList<PlanNode>();
    for (var item : sequence.getValue()) {
      if (nodes <= MAX_NODES) {
        items.add(convert(item, depth + 1));
      }
    }
    return List.copyOf(items);
  }

  private PlanNode mapping(MappingNode node, int depth) {
    var all = new LinkedHashMap<String, PlanNode>();
    var keys = new LinkedHashMap<String, Where>();
    for (var tuple : node.getValue()) {
      if (nodes <= MAX_NODES) {
        entry(tuple, all, keys, depth);
      }
    }
    return new PlanNode.Mapping(where(node), all, keys);
  }

  private void entry(
      NodeTuple tuple, Map<String, PlanNode> all, Map<String, Where> keys, int depth) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(
          where(tuple.getKeyNode()),
          "a key that is no text",
          "keys are names",
          "put quotes around it: a value with ${NAME} inside { } needs them");
      return;
    }
    var name = key.getValue();
    if (keys.containsKey(name)) {
      problems.add(
          where(key),
          "key " + Problems.quote(name) + " is there twice",
          "it stands at line " + keys.get(name).line() + " already",
          "keep one of them");
      return;
    }
    keys.put(name, where(key));
    all.put(name, convert(tuple.getValueNode(), depth + 1));
  }

  private Where where(Node node) {
    return new Where(file, node.getStartMark().getLine() + 1);
  }
}
