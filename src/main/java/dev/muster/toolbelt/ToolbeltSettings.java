package dev.muster.toolbelt;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The toolbelt of this node.
 *
 * @param port on 127.0.0.1, 0: any free one
 * @param threads tool calls at the same time
 * @param waiting tool calls that may wait for a thread
 */
@ConfigurationProperties("muster.toolbelt")
record ToolbeltSettings(
    @DefaultValue("0") int port,
    @DefaultValue("32") int threads,
    @DefaultValue("256") int waiting) {}
