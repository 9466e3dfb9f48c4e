package dev.muster.workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.util.FS;

/** A tree compared with the files as they are now. */
final class UnifiedDiff {
  private static final int BINARY_FROM = 1 << 20;

  private UnifiedDiff() {}

  /**
   * @param tree null: everything is new
   */
  static String since(Repository repository, ObjectId tree, int maxBytes) throws IOException {
    var out = new Bounded(maxBytes);
    try (var formatter = new DiffFormatter(out)) {
      formatter.setRepository(repository);
      formatter.setBinaryFileThreshold(BINARY_FROM);
      var entries =
          formatter.scan(before(repository, tree), new Now(repository, paths(repository, tree)));
      formatter.format(entries);
      formatter.flush();
    } catch (Bounded.Full full) {
      return out.toString(StandardCharsets.UTF_8)
          + "\n[diff cut: only the first "
          + maxBytes
          + " bytes are shown]\n";
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static AbstractTreeIterator before(Repository repository, ObjectId tree)
      throws IOException {
    if (tree == null) {
      return new EmptyTreeIterator();
    }
    try (var reader = repository.newObjectReader()) {
      return new CanonicalTreeParser(null, reader, tree);
    }
  }

  private static Set<String> paths(Repository repository, ObjectId tree) throws IOException {
    var paths = new HashSet<String>();
    if (tree == null) {
      return paths;
    }
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      while (walk.next()) {
        paths.add(walk.getPathString());
        if (walk.isSubtree()) {
          walk.enterSubtree();
        }
      }
    }
    return paths;
  }

  /**
   * The files now. What was there before cannot be hidden by adding it to .gitignore, and a nested
   * repository is shown as the files that it is.
   */
  private static final class Now extends FileTreeIterator {
    private final Set<String> known;

    Now(Repository repository, Set<String> known) {
      super(repository, NoGitlinksStrategy.INSTANCE);
      this.known = known;
    }

    private Now(WorkingTreeIterator parent, java.io.File folder, FS fs, Set<String> known) {
      super(parent, folder, fs, NoGitlinksStrategy.INSTANCE);
      this.known = known;
    }

    @Override
    protected AbstractTreeIterator enterSubtree() {
      var entry = (FileEntry) current();
      return new Now(this, entry.getFile(), fs, known);
    }

    @Override
    public AbstractTreeIterator createSubtreeIterator(ObjectReader reader) {
      return enterSubtree();
    }

    @Override
    public boolean isEntryIgnored() throws IOException {
      return !known.contains(getEntryPathString()) && super.isEntryIgnored();
    }
  }

  /** Stops the formatter when enough is written. */
  static final class Bounded extends ByteArrayOutputStream {
    private final int max;

    Bounded(int max) {
      this.max = max;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, Math.min(length, max - count));
      if (count >= max) {
        throw new Full();
      }
    }

    static final class Full extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Full() {
        super("full", null, false, false);
      }
    }
  }
}
