package dev.muster.engine.pump;

import dev.muster.threads.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * A few threads that complete tasks in batches, one transaction each. All completions of one root
 * instance go through one writer, so that call activities and multi-instance joins never fight over
 * a lock.
 */
@Component
class Writers {
  private static final Logger LOG = LoggerFactory.getLogger(Writers.class);
  private static final int COUNT = 2;
  private static final int BATCH = 100;

  /**
   * One completion.
   *
   * @param apply the engine's command
   * @param done called once it is written or given up
   */
  private record Entry(WorkItem item, Runnable apply, Runnable done) {}

  private final Completions completions;
  private final List<BlockingQueue<Entry>> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean open = true;

  Writers(@Lazy Completions completions) {
    this.completions = completions;
    for (int i = 0; i < COUNT; i++) {
      var queue = new LinkedBlockingQueue<Entry>();
      queues.add(queue);
      var thread = Threads.named("muster-writer-" + i).newThread(() -> write(queue));
      threads.add(thread);
      thread.start();
    }
  }

  void complete(WorkItem item, Map<String, Object> output, Runnable done) {
    enqueue(new Entry(item, () -> completions.complete(item, output), done));
  }

  void fail(WorkItem item, Throwable failure, Runnable done) {
    enqueue(new Entry(item, () -> completions.fail(item, failure), done));
  }

  private void enqueue(Entry entry) {
    queues.get(Math.floorMod(entry.item().rootId().hashCode(), COUNT)).add(entry);
  }

  private void write(BlockingQueue<Entry> queue) {
    try {
      while (true) {
        var batch = new ArrayList<Entry>();
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        writeBatch(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever happens, every entry is done with and the thread goes on. */
  private void writeBatch(List<Entry> batch) {
    try {
      if (open && !tried(() -> completions.together(batch.stream().map(Entry::apply).toList()))) {
        batch.forEach(this::writeAlone);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("A batch of {} completions is left to its leases", batch.size(), e);
    } finally {
      batch.forEach(e -> e.done().run());
    }
  }

  private boolean tried(Runnable write) {
    try {
      write.run();
      return true;
    } catch (RuntimeException e) {
      LOG.debug("A batch is written one by one", e);
      return false;
    }
  }

  private void writeAlone(Entry entry) {
    Supplier<String> what = () -> entry.item().topic() + " of " + entry.item().businessKey();
    try {
      if (open) {
        completions.alone(entry.apply());
      }
    } catch (RuntimeException e) {
      LOG.warn("Completing {} failed: {}", what.get(), e.getMessage());
      LOG.debug("Completing {} failed", what.get(), e);
      incident(entry, e);
    }
  }

  /** Without a database there is no incident either: the lease ends and the task comes again. */
  private void incident(Entry entry, RuntimeException failure) {
    if (!open) {
      return;
    }
    try {
      // Its lease may be extended at this moment: the task would else come again when that ends.
      completions.alone(() -> completions.incident(entry.item(), failure));
    } catch (RuntimeException e) {
      LOG.warn("{} is left to its lease: {}", entry.item().topic(), e.getMessage());
    }
  }

  /** What was not written yet comes again with the next start. */
  void close() {
    open = false;
    threads.forEach(Thread::interrupt);
  }
}
