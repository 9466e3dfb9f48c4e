package dev.muster.rehearsal;

import java.time.Instant;

/**
 * One request as the model server received it.
 *
 * @param time of arrival
 * @param protocol null when the path belongs to none
 * @param model null when the request did not get as far as naming it; so are role and task
 * @param index assistant messages in the request, -1 when not known
 * @param status HTTP status that was about to be answered
 * @param bytes of the request's body
 * @param attempt header X-Muster-Attempt, null when absent
 * @param inputTokens as billed; null without an answer or its usage
 * @param outputTokens as billed; null without an answer or its usage
 */
public record LogEntry(
    Instant time,
    String protocol,
    String model,
    String role,
    String task,
    int index,
    int status,
    long bytes,
    String attempt,
    Long inputTokens,
    Long outputTokens) {}
