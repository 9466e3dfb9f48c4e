package dev.muster.gateway;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The gateway of this node.
 *
 * @param port on 127.0.0.1, 0: any free one
 * @param threads that read requests; none is held while a provider answers
 * @param requestBytes of one request at most
 * @param callTimeout of one call, from its sending to its last byte
 * @param tokenLife of a run's token, should nobody close the run; longer than the 1,440 minutes
 *     that a run may have at most
 * @param lookEvery how often calls under way are looked at: whether somebody still waits for the
 *     answer, and whether a person's token is still good
 */
@ConfigurationProperties("muster.gateway")
record GatewaySettings(
    @DefaultValue("0") int port,
    @DefaultValue("32") int threads,
    @DefaultValue("33554432") int requestBytes,
    @DefaultValue("10m") Duration callTimeout,
    @DefaultValue("25h") Duration tokenLife,
    @DefaultValue("1s") Duration lookEvery) {}
