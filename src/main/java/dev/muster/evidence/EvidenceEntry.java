package dev.muster.evidence;

import java.time.Instant;

/**
 * One link of a chain.
 *
 * @param hash SHA-256 (hex) over all the other fields, the previous hash included
 * @param payload JSON text
 */
public record EvidenceEntry(
    String deploymentId,
    int number,
    Instant at,
    String kind,
    String subject,
    String payload,
    String previousHash,
    String hash) {}
