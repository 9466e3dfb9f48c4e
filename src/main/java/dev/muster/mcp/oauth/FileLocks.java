package dev.muster.mcp.oauth;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One at a time for a login, in this process and among all: a refresh token that rotates counts
 * once, and whoever uses it twice loses the login.
 */
final class FileLocks {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final long BETWEEN_TRIES_MILLIS = 50;

  /** Of the whole process: two of these may stand for one data folder. */
  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private FileLocks() {}

  static <T> T with(Path file, Supplier<T> action) {
    return with(file, LONGEST_WAIT, action);
  }

  static <T> T with(Path file, Duration longest, Supplier<T> action) {
    ReentrantLock here = HERE.computeIfAbsent(file, any -> new ReentrantLock());
    long end = System.nanoTime() + longest.toNanos();
    try {
      if (!here.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(file);
      }
      try (FileChannel channel = open(file);
          FileLock lock = take(channel, file, end)) {
        return action.get();
      } finally {
        here.unlock();
      }
    } catch (IOException e) {
      throw new LoginFailed(file + " cannot be locked: " + e.getClass().getSimpleName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginFailed("interrupted while another login was under way", e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  private static FileLock take(FileChannel channel, Path file, long end)
      throws IOException, InterruptedException {
    for (FileLock lock = channel.tryLock(); ; lock = channel.tryLock()) {
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > end) {
        throw busy(file);
      }
      Thread.sleep(BETWEEN_TRIES_MILLIS);
    }
  }

  private static LoginFailed busy(Path file) {
    return LoginFailed.offline(
        "another Muster holds " + file + ": try again when it is done", null);
  }
}
