package dev.muster.toolbelt;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A plain text looked for in names and contents below a folder; links are not followed. */
final class TextSearch extends SimpleFileVisitor<Path> {
  private static final int MOST_HITS = 200;
  private static final int MOST_FILES = 20_000;
  private static final int LONGEST_LINE = 300;
  private final Path root;
  private final String pattern;
  private final List<String> hits = new ArrayList<>();
  private int files;

  TextSearch(Path root, String pattern) {
    this.root = root;
    this.pattern = pattern;
  }

  String lines() throws IOException {
    Files.walkFileTree(root, this);
    if (hits.isEmpty()) {
      return "nothing found";
    }
    return String.join("\n", hits) + (isFull() ? "\n[stopped: there may be more]" : "");
  }

  private boolean isFull() {
    return hits.size() >= MOST_HITS || files >= MOST_FILES;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    var skip = folder.endsWith(".git");
    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    files++;
    var shown = root.relativize(file).toString();
    if (shown.contains(pattern)) {
      hits.add(shown);
    }
    if (attributes.isRegularFile() && attributes.size() <= TextFile.MOST_BYTES) {
      searchContent(file, shown);
    }
    var stop = isFull() || Thread.currentThread().isInterrupted();
    return stop ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
  }

  private void searchContent(Path file, String shown) {
    try {
      var number = 0;
      for (var line : TextFile.read(file, shown).split("\n")) {
        number++;
        if (line.contains(pattern) && hits.size() < MOST_HITS) {
          hits.add(shown + ":" + number + ": " + shorten(line));
        }
      }
    } catch (IOException | ToolFailed unreadable) {
      // binary or gone: nothing to find in it
    }
  }

  private static String shorten(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failed) {
    return FileVisitResult.CONTINUE;
  }
}
