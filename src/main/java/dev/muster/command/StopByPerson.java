package dev.muster.command;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Ctrl-C or TERM while a rehearsal runs: the watch ends while the database is still there, and the
 * process ends with the exit code of "stopped by a person" once everything is closed.
 */
final class StopByPerson implements ApplicationListener<ContextClosedEvent>, Runnable {
  private final RehearsalWatch watch;
  private volatile boolean over;
  private volatile boolean stopped;

  private StopByPerson(RehearsalWatch watch) {
    this.watch = watch;
  }

  static StopByPerson of(RehearsalWatch watch, ConfigurableApplicationContext context) {
    var stop = new StopByPerson(watch);
    context.addApplicationListener(stop);
    SpringApplication.getShutdownHandlers().add(stop);
    return stop;
  }

  /** From now on the process ends as it would without us. */
  void over() {
    over = true;
  }

  boolean stopped() {
    return stopped;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent closed) {
    if (!over) {
      stopped = true;
      watch.stop();
    }
  }

  /** After the contexts are closed; the code of a signal can only be changed by halting. */
  @Override
  public void run() {
    if (stopped) {
      Runtime.getRuntime().halt(MusterCommand.WAITING);
    }
  }
}
