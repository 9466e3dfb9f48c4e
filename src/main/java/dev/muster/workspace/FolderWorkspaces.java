package dev.muster.workspace;

import dev.muster.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.springframework.stereotype.Service;

/**
 * {@link Workspaces} as folders {@code workspaces/<id>} of the data folder. A workspace is built
 * beside its place and moved there whole, so that one that exists is complete. The id of its first
 * tree is kept outside of it: an agent that rewrites history cannot move the mark.
 */
@Service
final class FolderWorkspaces implements Workspaces {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,99}");
  private static final int TURNS = 64;
  private final Path home;
  private final Path copies;
  private final Object[] turns = new Object[TURNS];

  FolderWorkspaces(DataFolder data) {
    this.home = data.resolve("workspaces");
    this.copies = data.resolve("checks");
    for (var i = 0; i < TURNS; i++) {
      turns[i] = new Object();
    }
  }

  @Override
  public Workspace create(String id, Map<String, byte[]> files) {
    var place = place(id);
    synchronized (turn(id)) {
      try {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
          new NewWorkspace(id, files).at(place, mark(id));
        }
        return new Folder(id, place.toRealPath());
      } catch (IOException | GitAPIException failed) {
        throw failed("create", id, failed);
      }
    }
  }

  @Override
  public Workspace open(String id) {
    var place = place(id);
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException("no such workspace: " + id);
    }
    try {
      return new Folder(id, place.toRealPath());
    } catch (IOException failed) {
      throw failed("open", id, failed);
    }
  }

  @Override
  public Path copyForChecks(String id, String name) {
    var from = open(id).root();
    if (!ID.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name for a copy: " + name);
    }
    try {
      Files.createDirectories(copies);
      var to = Files.createTempDirectory(copies, id + "." + name + ".").toRealPath();
      try {
        Trees.copy(from, to);
        return to;
      } catch (IOException | RuntimeException failed) {
        Trees.delete(to);
        throw failed;
      }
    } catch (IOException failed) {
      throw failed("copy", id, failed);
    }
  }

  @Override
  public void delete(Path folder) {
    var name = String.valueOf(folder.getFileName());
    try {
      if (isChild(folder, copies)) {
        Trees.delete(folder);
      } else if (isChild(folder, home) && ID.matcher(name).matches()) {
        Trees.delete(folder);
        Files.deleteIfExists(mark(name));
      } else {
        throw new IllegalArgumentException("neither a workspace nor a copy of one: " + folder);
      }
    } catch (IOException failed) {
      throw failed("delete", name, failed);
    }
  }

  @Override
  public boolean remove(String id) {
    synchronized (turn(id)) {
      var there = Files.isDirectory(place(id), LinkOption.NOFOLLOW_LINKS);
      if (there) {
        delete(place(id));
      }
      return there;
    }
  }

  private static boolean isChild(Path folder, Path parent) throws IOException {
    return Files.isDirectory(parent)
        && folder.isAbsolute()
        && folder.equals(folder.normalize())
        && folder.getParent() != null
        && Files.isDirectory(folder.getParent())
        && folder.getParent().toRealPath().equals(parent.toRealPath());
  }

  @Override
  public String diff(String id, int maxBytes) {
    var root = open(id).root();
    synchronized (turn(id)) {
      try (var repository = Repositories.open(root)) {
        var start = ObjectId.fromString(Files.readString(mark(id)).strip());
        return UnifiedDiff.since(repository, start, maxBytes);
      } catch (IOException failed) {
        throw failed("compare", id, failed);
      }
    }
  }

  @Override
  public History history(String id) {
    return new JGitHistory(open(id), turn(id));
  }

  private Object turn(String id) {
    return turns[Math.floorMod(id.hashCode(), TURNS)];
  }

  /** No id holds a dot, so a mark is never taken for a workspace. */
  private Path mark(String id) {
    return home.resolve(id + ".start");
  }

  private Path place(String id) {
    if (id == null || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a workspace id: " + id);
    }
    return home.resolve(id);
  }

  private static UncheckedIOException failed(String what, String id, Exception cause) {
    var io = cause instanceof IOException already ? already : new IOException(cause);
    return new UncheckedIOException(
        new IOException("cannot " + what + " workspace " + id + ": " + io.getMessage(), io));
  }
}
