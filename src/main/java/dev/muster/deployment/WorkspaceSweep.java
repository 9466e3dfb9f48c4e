package dev.muster.deployment;

import dev.muster.threads.Threads;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks for workspaces to remove soon after each start, and then once a day. */
@Component
class WorkspaceSweep implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(WorkspaceSweep.class);
  private static final long FIRST_MINUTES = 1;
  private static final long DAY_MINUTES = TimeUnit.DAYS.toMinutes(1);
  private final EndedWorkspaces workspaces;
  private ScheduledExecutorService sweeper;

  WorkspaceSweep(EndedWorkspaces workspaces) {
    this.workspaces = workspaces;
  }

  private void quietly() {
    try {
      workspaces.sweep();
    } catch (RuntimeException e) {
      LOG.warn("Old workspaces are looked for again tomorrow: {}", e.getMessage());
    }
  }

  @Override
  public void start() {
    sweeper = Executors.newSingleThreadScheduledExecutor(Threads.named("muster-workspaces"));
    sweeper.scheduleWithFixedDelay(this::quietly, FIRST_MINUTES, DAY_MINUTES, TimeUnit.MINUTES);
  }

  @Override
  public void stop() {
    sweeper.shutdownNow();
    sweeper = null;
  }

  @Override
  public boolean isRunning() {
    return sweeper != null;
  }
}
