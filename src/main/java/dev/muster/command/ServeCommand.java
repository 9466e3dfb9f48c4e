package dev.muster.command;

import dev.muster.Muster;
import dev.muster.store.DataFolder;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import picocli.CommandLine.Command;

/** Runs the server until it is stopped. */
@Command(name = "serve", description = "Runs Muster: pages, API, engine.")
final class ServeCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    ApplicationListener<ApplicationStartedEvent> places =
        started -> Places.define(started.getApplicationContext());
    var context = Server.start(Muster.class, Map.of(), places);
    Served.announce(context.getBean(DataFolder.class), Server.url(context));
    System.out.println("Muster listens on " + Server.url(context) + "/");
    System.out.println(
        "Plans are read from " + context.getEnvironment().getProperty("muster.plan-folders"));
    return MusterCommand.STILL_RUNNING;
  }
}
