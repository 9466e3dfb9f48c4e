package dev.muster.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says that this process alone works on a data folder; the system frees it when we die. */
public final class DataFolderLock implements AutoCloseable {
  /**
   * Locks are per process, and closing any second channel to the file would free the first: what
   * this JVM holds must be known without opening the file.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final DataFolder folder;
  private final FileChannel channel;

  private DataFolderLock(DataFolder folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Takes the lock or throws {@link DataFolderLocked}; never waits. */
  public static DataFolderLock take(DataFolder folder) {
    if (!HELD_HERE.add(folder.root())) {
      throw new DataFolderLocked(folder.root());
    }
    try {
      return new DataFolderLock(folder, lockedChannel(folder));
    } catch (IOException | RuntimeException failed) {
      HELD_HERE.remove(folder.root());
      if (failed instanceof DataFolderLocked locked) {
        throw locked;
      }
      throw new DataFolderUnusable(folder.resolve("lock"), failed);
    }
  }

  private static FileChannel lockedChannel(DataFolder folder) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
    channel.close();
    throw new DataFolderLocked(folder.root());
  }

  /** The folder that this lock is for. */
  public DataFolder folder() {
    return folder;
  }

  /** True until the lock is given back. */
  public boolean held() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataFolderUnusable(folder.resolve("lock"), e);
    } finally {
      HELD_HERE.remove(folder.root());
    }
  }
}
