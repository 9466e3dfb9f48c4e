package dev.muster.command;

import dev.muster.Muster;
import dev.muster.secret.Secrets;
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
        started -> {
          var context = started.getApplicationContext();
          var secrets = context.getBean(Secrets.class);
          secrets.define("MUSTER_DATA", context.getBean(DataFolder.class).root().toString());
          secrets.define("MUSTER_PLAN_DIR", Home.plans().toString());
          // Addresses that a plan names and that an operator gives, such as MUSTER_SITE_URL.
          System.getenv().entrySet().stream()
              .filter(e -> e.getKey().matches("MUSTER_[A-Z_]*URL"))
              .forEach(e -> secrets.define(e.getKey(), e.getValue()));
        };
    var context = Server.start(Muster.class, Map.of(), places);
    System.out.println("Muster listens on " + Server.url(context) + "/");
    System.out.println(
        "Plans are read from " + context.getEnvironment().getProperty("muster.plan-folders"));
    return MusterCommand.STILL_RUNNING;
  }
}
