package dev.muster.deployment;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of workspaces.
 *
 * @param keepDays after the end of their deployment; negative: for ever
 */
@ConfigurationProperties("muster.workspaces")
record WorkspaceSettings(@DefaultValue("14") int keepDays) {}
