package dev.muster.workspace;

import dev.muster.store.DataFolder;

/** Real workspaces for the tests of other rooms. */
public final class WorkspacesForTests {
  private WorkspacesForTests() {}

  public static Workspaces in(DataFolder data) {
    return new FolderWorkspaces(data);
  }
}
