package dev.muster.engine.pump;

import java.util.concurrent.CompletableFuture;

/**
 * A task that a worker has in hand.
 *
 * @param landed completes when the worker is done with it, whatever came of it
 */
record Flight(WorkItem item, Worker worker, CompletableFuture<Void> landed) {}
