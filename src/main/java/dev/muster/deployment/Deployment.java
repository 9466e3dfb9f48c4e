package dev.muster.deployment;

import java.time.Instant;

/**
 * One run of a plan.
 *
 * @param status RUNNING, SIGNED_OFF, TAKEN_BACK, KEPT, ABORTED, INVALID
 * @param planDigest null until frozen
 * @param rehearsal true when models answer from cassettes
 */
public record Deployment(
    String id,
    String name,
    String planFile,
    String planDigest,
    String requester,
    String status,
    boolean rehearsal,
    Instant startedAt,
    Instant endedAt) {}
