package dev.muster.model;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the model room.
 *
 * @param maxCalls on the wire at the same time
 * @param maxWaiting calls asked for and not yet answered, on the wire or not
 * @param ledgerThreads that reserve and store
 * @param storeAgainAfter first wait, doubled six times and then as long again and again, when the
 *     database does not take an answer
 * @param answerBytes of one answer at most
 * @param maxForwarded calls at the same time whose answers are passed on to somebody
 */
@ConfigurationProperties("muster.models")
record ModelSettings(
    @DefaultValue("256") int maxCalls,
    @DefaultValue("20000") int maxWaiting,
    @DefaultValue("32") int ledgerThreads,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("200ms") Duration storeAgainAfter,
    @DefaultValue("8388608") int answerBytes,
    @DefaultValue("128") int maxForwarded) {}
