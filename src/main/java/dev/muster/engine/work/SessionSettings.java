package dev.muster.engine.work;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The sessions of this node.
 *
 * @param threads agent CLIs that work at the same time; further runs wait, and their clocks with
 *     them
 */
@ConfigurationProperties("muster.sessions")
record SessionSettings(@DefaultValue("16") int threads) {
  private static final int MOST = 1024;

  SessionSettings {
    if (threads < 1 || threads > MOST) {
      throw new IllegalArgumentException(
          "muster.sessions.threads is %d; it takes 1 to %d".formatted(threads, MOST));
    }
  }
}
