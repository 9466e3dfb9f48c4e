package dev.muster.command;

import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
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
    var data = DataFolder.at(Home.data());
    return isHeld(data) ? served.apply(Served.at(data)) : with(alone);
  }

  /** Asked before anything is started; who takes it in between is told by the start. */
  static boolean isHeld(DataFolder data) {
    try (var lock = DataFolderLock.take(data)) {
      Served.forget(data);
      return !lock.held();
    } catch (DataFolderLocked held) {
      return true;
    }
  }

  private static <T> T with(Function<ApplicationContext, T> alone) {
    var spring = new SpringApplication(AloneRooms.class);
    spring.setWebApplicationType(WebApplicationType.NONE);
    spring.setLogStartupInfo(false);
    try (var context = spring.run()) {
      Places.define(context);
      return alone.apply(context);
    }
  }
}
