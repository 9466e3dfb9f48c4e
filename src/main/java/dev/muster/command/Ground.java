package dev.muster.command;

import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.nio.file.Path;
import java.util.List;

/**
 * A data folder that is ours before anything else begins: locked, with its parts made for their
 * owner only. Who cannot have it has changed nothing in it.
 */
final class Ground {
  static final String LOG = "muster.log";
  private static final List<String> FOLDERS = List.of("workspaces", "checks", "homes", "toolbelt");

  private Ground() {}

  static DataFolderLock take(Path place) {
    var lock = DataFolderLock.take(DataFolder.at(place));
    try {
      Served.forget(lock.folder());
      FOLDERS.forEach(lock.folder()::folder);
      lock.folder().file(LOG);
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }
}
