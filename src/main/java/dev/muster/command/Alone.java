package dev.muster.command;

import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLocked;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContext;

/** Runs a command on the data folder alone, or asks the Muster that holds it. */
final class Alone {
  private Alone() {}

  /**
   * @param alone works with the rooms of {@link AloneRooms}
   * @param served asks a running Muster instead
   */
  static <T> T or(Function<ApplicationContext, T> alone, Function<Served, T> served) {
    var spring = new SpringApplication(AloneRooms.class);
    spring.setWebApplicationType(WebApplicationType.NONE);
    spring.setLogStartupInfo(false);
    spring.setRegisterShutdownHook(true);
    try (var context = spring.run()) {
      Places.define(context);
      return alone.apply(context);
    } catch (RuntimeException failed) {
      if (isHeld(failed)) {
        return served.apply(Served.at(DataFolder.at(Home.data())));
      }
      throw failed;
    }
  }

  private static boolean isHeld(Throwable failed) {
    for (var cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataFolderLocked) {
        return true;
      }
    }
    return false;
  }
}
