package dev.muster.command;

import dev.muster.Muster;
import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;

/** Runs the server until it is stopped. */
@Command(name = "serve", description = "Runs Muster: pages, API, engine.")
final class ServeCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    ApplicationListener<ApplicationStartedEvent> places =
        started -> Places.define(started.getApplicationContext());
    Port.mustBeFree(System.getenv());
    var lock = Ground.take(Home.data());
    var context = start(lock, places);
    Served.announce(context.getBean(DataFolder.class), Server.url(context));
    System.out.println("Muster listens on " + Server.url(context) + "/");
    System.out.println(
        "Plans are read from " + context.getEnvironment().getProperty("muster.plan-folders"));
    System.out.println("Its log is " + lock.folder().resolve(Ground.LOG));
    return MusterCommand.STILL_RUNNING;
  }

  /** A database that the operator named is input, like a port. */
  private static ConfigurableApplicationContext start(
      DataFolderLock lock, ApplicationListener<ApplicationStartedEvent> places) {
    try {
      return Server.start(Muster.class, lock, Map.of(), places);
    } catch (IllegalStateException e) {
      var given = System.getenv("SPRING_DATASOURCE_URL");
      for (Throwable cause = e; cause != null && given != null; cause = cause.getCause()) {
        if (cause instanceof SQLException refused) {
          throw new IllegalArgumentException(
              "the database of SPRING_DATASOURCE_URL cannot be used: "
                  + refused.getMessage().lines().findFirst().orElse("")
                  + "; check SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and"
                  + " SPRING_DATASOURCE_PASSWORD",
              e);
        }
      }
      throw e;
    }
  }
}
