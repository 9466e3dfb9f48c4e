package dev.muster.workspace;

import dev.muster.store.DataFolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Clears away what a killed Muster left in this data folder: commands that nobody stops any more,
 * what confined them, copies for checks that nobody reads, workspaces that were never finished.
 * Whoever holds the folder's lock knows that none of it is in use.
 */
@Component
class LeftBehind {
  private static final Logger LOG = LoggerFactory.getLogger(LeftBehind.class);

  /** In {@code homes}, where agent CLIs keep theirs for good. */
  private static final List<String> PASSING = List.of("home.", "cover.", "trial.", "secret.");

  private final Path workspaces;
  private final Path checks;

  LeftBehind(DataFolderLock lock) {
    workspaces = lock.folder().resolve("workspaces");
    checks = lock.folder().resolve("checks");
    endProcesses();
    deleteIn(checks, "");
    deleteIn(workspaces, "draft.");
    PASSING.forEach(begins -> deleteIn(lock.folder().resolve("homes"), begins));
  }

  private void endProcesses() {
    ProcessHandle.allProcesses()
        .filter(process -> worksIn(process, workspaces) || worksIn(process, checks))
        .forEach(LeftBehind::end);
  }

  private static void end(ProcessHandle process) {
    LOG.info("Process {} of an earlier life is ended", process.pid());
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** By its working folder; where the system does not show that, by its arguments. */
  private static boolean worksIn(ProcessHandle process, Path folder) {
    if (process.pid() == ProcessHandle.current().pid()) {
      return false;
    }
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
          .startsWith(folder.toRealPath());
    } catch (IOException noSuchView) {
      var arguments = process.info().arguments().orElse(new String[0]);
      return List.of(arguments).stream().anyMatch(a -> a.startsWith(folder.toString()));
    }
  }

  private static void deleteIn(Path folder, String begins) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var entries = Files.list(folder)) {
      entries
          .filter(entry -> entry.getFileName().toString().startsWith(begins))
          .toList()
          .forEach(LeftBehind::delete);
    } catch (IOException e) {
      LOG.warn("{} is not cleared: {}", folder, e.getMessage());
    }
  }

  /** One that cannot be deleted does not keep the others. */
  private static void delete(Path entry) {
    try {
      Trees.delete(entry);
    } catch (IOException e) {
      LOG.warn("{} is left: {}", entry, e.toString());
    }
  }
}
