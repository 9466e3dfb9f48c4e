package dev.muster.workspace;

import dev.muster.store.DataFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

  /** One that could confine, until this happened. */
  public static Enclosure failing(IOException failure) {
    Launcher inside =
        (line, folder, homes, shown) -> {
          throw failure;
        };
    return new Enclosure(Confining.of("enclosed"), inside, Optional::empty);
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
