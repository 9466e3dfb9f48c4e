package dev.muster.command;

import dev.muster.store.Backup;
import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A cold copy of the database, with Muster stopped. */
@Command(name = "backup", description = "Copies the stopped database to a new folder.")
final class BackupCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "a folder that does not exist yet")
  private Path target;

  @Override
  public Integer call() {
    try (var lock = DataFolderLock.take(DataFolder.at(Home.data()))) {
      Served.forget(lock.folder());
      System.out.println("copied to " + Backup.coldCopy(lock, target));
      return MusterCommand.DONE;
    }
  }
}
