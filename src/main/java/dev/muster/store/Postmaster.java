package dev.muster.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What postmaster.pid says about a server that one of us started and did not stop. */
record Postmaster(Path data) {

  /** The server's process, if it lives and works on these files: process ids are used again. */
  Optional<ProcessHandle> ours() {
    return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(this::isOurs);
  }

  /**
   * Removes the file when a process that is not ours has come to that id: PostgreSQL would take it
   * for a living server. A file of the dead it handles itself.
   */
  void forgetForeign() {
    try {
      if (pid().flatMap(ProcessHandle::of).isPresent()) {
        Files.deleteIfExists(file());
      }
    } catch (IOException e) {
      throw new DataFolderUnusable(file(), e);
    }
  }

  private Path file() {
    return data.resolve("postmaster.pid");
  }

  private Optional<Long> pid() {
    try {
      if (!Files.exists(file())) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file());
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lines.get(0).strip()));
    } catch (NumberFormatException torn) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DataFolderUnusable(file(), e);
    }
  }

  private boolean isOurs(ProcessHandle process) {
    boolean postgres = process.info().command().map(Postmaster::isPostgres).orElse(false);
    return postgres && worksHere(process);
  }

  /** Linux adds "(deleted)" once another Muster has put newer programs in their place. */
  private static boolean isPostgres(String command) {
    return Path.of(command).getFileName().toString().startsWith("postgres");
  }

  private boolean worksHere(ProcessHandle process) {
    Path workingFolder = Path.of("/proc/" + process.pid() + "/cwd");
    try {
      return Files.isSameFile(workingFolder.toRealPath(), data);
    } catch (IOException noSuchView) {
      String[] arguments = process.info().arguments().orElse(new String[0]);
      return Arrays.asList(arguments).contains(data.toString());
    }
  }
}
