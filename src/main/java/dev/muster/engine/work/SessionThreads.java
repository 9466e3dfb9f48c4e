package dev.muster.engine.work;

import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** A session holds its thread for minutes: it takes none from work that is quick. */
@Component
@EnableConfigurationProperties(SessionSettings.class)
class SessionThreads {
  private final ExecutorService threads;

  SessionThreads(SessionSettings settings) {
    this.threads = Threads.pool("muster-sessions", settings.threads());
  }

  ExecutorService executor() {
    return threads;
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
