package dev.muster.mcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** Two texts side by side, line by line, both whole; very long ones are not compared. */
final class LineDiff {
  /** What compares in no time, whatever the texts are: the time grows with the square. */
  private static final int MOST = 1000;

  private LineDiff() {}

  /** Every line of both: kept, taken away or added. */
  static List<ToolDiff.Line> of(String before, String after) {
    var old = raw(before);
    var now = raw(after);
    var lines = new ArrayList<ToolDiff.Line>();
    if (old.size() + now.size() > MOST && !before.equals(after)) {
      add(lines, ToolDiff.Mark.REMOVED, old, 0, old.size());
      add(lines, ToolDiff.Mark.ADDED, now, 0, now.size());
      return List.copyOf(lines);
    }
    var next = 0;
    for (var edit : new HistogramDiff().diff(RawTextComparator.DEFAULT, old, now)) {
      add(lines, ToolDiff.Mark.SAME, old, next, edit.getBeginA());
      add(lines, ToolDiff.Mark.REMOVED, old, edit.getBeginA(), edit.getEndA());
      add(lines, ToolDiff.Mark.ADDED, now, edit.getBeginB(), edit.getEndB());
      next = edit.getEndA();
    }
    add(lines, ToolDiff.Mark.SAME, old, next, old.size());
    return List.copyOf(lines);
  }

  /** A last line is the same whether or not it ends. */
  private static RawText raw(String text) {
    var ended = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    return new RawText(ended.getBytes(StandardCharsets.UTF_8));
  }

  private static void add(
      List<ToolDiff.Line> lines, ToolDiff.Mark mark, RawText text, int from, int to) {
    for (var i = from; i < to; i++) {
      lines.add(new ToolDiff.Line(mark, VisibleText.line(text.getString(i))));
    }
  }
}
