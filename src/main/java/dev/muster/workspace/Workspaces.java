package dev.muster.workspace;

import java.nio.file.Path;
import java.util.Map;

/** Folders in which agents work, below the data folder. */
public interface Workspaces {

  /**
   * A fresh workspace with these files and an initial git commit; when it exists already it is
   * opened as it is.
   *
   * @param id letters, digits, dashes
   */
  Workspace create(String id, Map<String, byte[]> files);

  /** An existing workspace. Throws {@link IllegalArgumentException} when there is none. */
  Workspace open(String id);

  /** A throw-away copy of a workspace without its .git, for acceptance checks. */
  Path copyForChecks(String id, String name);

  /** Deletes a copy made by {@link #copyForChecks}, or a workspace. */
  void delete(Path folder);

  /** Deletes a workspace for good; false when there is none. */
  boolean remove(String id);

  /** A unified diff of everything since the initial commit, at most {@code maxBytes}. */
  String diff(String id, int maxBytes);

  /** The workspace's git history, to look at and to add to. */
  History history(String id);
}
