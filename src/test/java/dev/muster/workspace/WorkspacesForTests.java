package dev.muster.workspace;

import dev.muster.store.DataFolder;
import java.util.List;

/** Real workspaces for the tests of other rooms. */
public final class WorkspacesForTests {
  private WorkspacesForTests() {}

  public static Workspaces in(DataFolder data) {
    return new FolderWorkspaces(data);
  }

  /** What a rehearsal has: confined wherever this machine can. */
  public static Enclosure enclosure(DataFolder data) {
    return enclosure(data, "enclosed-if-possible", "unshare");
  }

  /**
   * @param unshare another program in the place of the system's
   */
  public static Enclosure enclosure(DataFolder data, String commands, String unshare) {
    return Enclosure.of(
        Confining.of(commands),
        new Namespaces(unshare),
        data.resolve("homes"),
        () -> List.of(data.root()));
  }
}
