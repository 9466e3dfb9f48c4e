package dev.muster.journal;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Serialises this node's writers of one file; a fixed number of locks shared by all files. */
final class FileLocks {
  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

  ReentrantLock of(Path realFile) {
    return locks[Math.floorMod(realFile.hashCode(), locks.length)];
  }
}
