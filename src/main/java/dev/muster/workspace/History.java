package dev.muster.workspace;

import java.util.List;

/**
 * The git history of one workspace. No hook, filter or foreign configuration of the repository is
 * ever run: the agent may have written them, and they would run with Muster's rights.
 */
public interface History {

  /**
   * One line for each change: {@code staged}, {@code changed} or {@code untracked} and the path.
   */
  String status();

  /** A unified diff of everything since the last commit, untracked files too. */
  String diff(int maxBytes);

  /**
   * Stages files, folders, deletions. Throws {@link OutsideWorkspace} for a path that leads out.
   *
   * @return how many paths are staged now
   */
  int add(List<String> paths);

  /**
   * Commits what is staged.
   *
   * @return the short id of the commit
   * @throws GitFailed when nothing is staged
   */
  String commit(String author, String message);

  /** The newest commits, one line each: short id, author, time, first line of the message. */
  String log(int max);
}
