package dev.muster.plan;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** Reads one YAML file into {@link PlanNode}s, bounded in size, depth and aliases. */
final class PlanYaml {
  static final int MAX_BYTES = 512 * 1024;
  private static final int MAX_DEPTH = 30;
  private static final int MAX_ALIASES = 50;
  private final Problems problems;

  PlanYaml(Problems problems) {
    this.problems = problems;
  }

  /** The file's content; absent, with a problem noted, when it cannot be read as one YAML map. */
  PlanNode read(Path path) {
    var whole = Where.whole(path.toString());
    var text = text(path, whole);
    return text == null ? new PlanNode.Absent(whole) : parse(path.toString(), text);
  }

  private String text(Path path, Where whole) {
    try {
      if (!Files.isRegularFile(path)) {
        problems.add(
            whole,
            Files.exists(path) ? "not a file" : "no such file",
            "a plan is one YAML file",
            "give the path of the plan's .yaml file");
        return null;
      }
      if (Files.size(path) > MAX_BYTES) {
        problems.add(
            whole,
            "file too large",
            "a plan holds at most " + MAX_BYTES / 1024 + " KiB",
            "move prompts and templates into files of their own");
        return null;
      }
      return decode(Files.readAllBytes(path));
    } catch (CharacterCodingException e) {
      problems.add(
          whole, "not UTF-8", "the file holds bytes that are no text", "save the file as UTF-8");
    } catch (NoSuchFileException e) {
      problems.add(whole, "no such file", "it vanished while it was read", "check the path");
    } catch (IOException | SecurityException e) {
      problems.add(whole, "cannot be read", reason(e), "check the file's owner and mode");
    }
    return null;
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase();
  }

  /** The same of a text that is no file here. */
  PlanNode parse(String file, String text) {
    try {
      var root = yaml().compose(new StringReader(text));
      return root == null ? empty(file) : new NodeConversion(file, problems).convert(root);
    } catch (MarkedYAMLException e) {
      marked(file, text, e);
    } catch (YAMLException e) {
      problems.add(
          Where.whole(file),
          "not readable as YAML: " + oneLine(e.getMessage()),
          "plans are bounded and hold plain text",
          "mend the file or repeat less by aliases");
    }
    return new PlanNode.Absent(Where.whole(file));
  }

  private PlanNode empty(String file) {
    problems.add(
        Where.whole(file),
        "the file is empty",
        "a plan is a map of names to settings",
        "start from plans/multi-model-swarm.yaml");
    return new PlanNode.Absent(Where.whole(file));
  }

  private void marked(String file, String text, MarkedYAMLException e) {
    var mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
    int line = mark == null ? 0 : mark.getLine() + 1;
    if (tabAt(text, line)) {
      problems.add(
          new Where(file, line),
          "a tab in the indentation",
          "YAML indents by spaces only",
          "replace the tab by spaces");
    } else {
      problems.add(
          new Where(file, line),
          "not readable as YAML: " + oneLine(e.getProblem()),
          "the structure breaks here",
          "check indentation, colons and quotes at this line and the one before");
    }
  }

  private static boolean tabAt(String text, int line) {
    var lines = text.split("\n", -1);
    return line > 0 && line <= lines.length && lines[line - 1].matches("\\s*\\t.*\\r?");
  }

  private static String oneLine(String text) {
    return text == null ? "unknown fault" : text.replaceAll("\\s+", " ").strip();
  }

  private static Yaml yaml() {
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    var dump = new DumperOptions();
    return new Yaml(new SafeConstructor(options), new Representer(dump), dump, options);
  }
}
