package dev.muster.mcp;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** How many servers may run as processes at once, those of probes and of warm sessions together. */
final class ProcessSlots {
  private final int limit;
  private final Semaphore slots;
  private volatile BooleanSupplier evict = () -> false;

  ProcessSlots(int limit) {
    this.limit = limit;
    this.slots = new Semaphore(limit);
  }

  /**
   * @param evict ends a process that nobody uses now; false when there is none
   */
  void whenFull(BooleanSupplier evict) {
    this.evict = evict;
  }

  void take(String server) {
    while (!slots.tryAcquire()) {
      if (!evict.getAsBoolean()) {
        throw new McpFailure(
            McpFailure.Kind.FAILED,
            server
                + " is not started: "
                + limit
                + " processes of MCP servers are in use already, and none is idle. Mend: let fewer"
                + " agents work at once, or give them fewer servers",
            null);
      }
    }
  }

  void free() {
    slots.release();
  }
}
