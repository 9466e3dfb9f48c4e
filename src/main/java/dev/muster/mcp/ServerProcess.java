package dev.muster.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server's process with everything that it started, from start to the last sign of life. */
final class ServerProcess {
  private static final long EOF_MILLIS = 1000;
  private static final long TERM_MILLIS = 2000;
  private static final long KILL_MILLIS = 2000;
  private final String server;
  private final Process process;
  private final StderrTail stderr;
  private final Family family;

  private ServerProcess(String server, Process process, Family family, StderrTail stderr) {
    this.server = server;
    this.process = process;
    this.family = family;
    this.stderr = stderr;
  }

  static ServerProcess start(Launch launch) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launch.command());
    builder.environment().clear();
    builder.environment().putAll(launch.env());
    Family family = new Family();
    builder.environment().put(Family.MARK, family.mark());
    builder.directory(launch.folder().toFile());
    Process process = builder.start();
    try {
      StderrTail stderr = new StderrTail(launch.server(), process.getErrorStream(), launch.clean());
      return new ServerProcess(launch.server(), process, family, stderr);
    } catch (RuntimeException | Error noThread) {
      process.destroyForcibly();
      throw noThread;
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  StderrTail stderr() {
    return stderr;
  }

  /** Why it does not answer any more; called once its output ended. */
  String obituary() {
    String last = "";
    try {
      boolean ended = process.waitFor(EOF_MILLIS, TimeUnit.MILLISECONDS);
      stderr.await();
      last = stderr.last().isEmpty() ? "" : "; stderr: " + stderr.last();
      return ended
          ? "server process ended, exit code " + process.exitValue() + last
          : "server closed its output" + last;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "server closed its output" + last;
    }
  }

  /**
   * End of input, then SIGTERM, then SIGKILL, to the process and all that it started. The family is
   * looked up again each time: it may grow until it ends.
   */
  void end() {
    Set<ProcessHandle> all = family.of(process);
    endInput();
    process.onExit().completeOnTimeout(process, EOF_MILLIS, TimeUnit.MILLISECONDS).join();
    all.addAll(family.of(process));
    all.forEach(ProcessHandle::destroy);
    if (!ended(all, TERM_MILLIS)) {
      all.addAll(family.of(process));
      all.forEach(ProcessHandle::destroyForcibly);
      ended(all, KILL_MILLIS);
    }
  }

  /**
   * On a thread of its own: closing waits for a message that is being written, so for ever if the
   * server does not read it. Such a server gets no end of input, and the thread ends with it.
   */
  private void endInput() {
    Thread closing = new Thread(this::closeInput, "mcp-eof-" + server);
    closing.setDaemon(true);
    closing.start();
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      // Then it had its end of input.
    }
  }

  /** Waits without a lock or a thread of its own; an interrupt does not leave processes behind. */
  private static boolean ended(Set<ProcessHandle> all, long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = Thread.interrupted(); // An interrupted thread would spin here.
    while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < until) {
      LockSupport.parkNanos(5_000_000);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return all.stream().noneMatch(ProcessHandle::isAlive);
  }
}
