package dev.muster.command;

import dev.muster.store.DataFolderLock;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Starts the application for a command. */
final class Server {
  private Server() {}

  /**
   * The log goes to a file: on the terminal stands what is for people. What fails while starting is
   * told in one line, and its traces are in the log.
   *
   * @param lock of the data folder; the application gives it back when it ends
   * @param properties win over the environment
   * @param started runs before the engine takes up work
   */
  static ConfigurableApplicationContext start(
      Class<?> application,
      DataFolderLock lock,
      Map<String, Object> properties,
      ApplicationListener<ApplicationStartedEvent> started) {
    var log = lock.folder().resolve(Ground.LOG);
    var spring = new SpringApplication(application);
    spring.setLogStartupInfo(false);
    spring.setDefaultProperties(
        Map.of("logging.threshold.console", "off", "logging.file.name", log.toString()));
    spring.addListeners(started);
    spring.addInitializers(context -> prepare((GenericApplicationContext) context, lock));
    System.out.println("Starting Muster in " + lock.folder().root());
    try {
      return spring.run(arguments(lock, properties));
    } catch (RuntimeException e) {
      lock.close();
      throw BadStart.code(e) == MusterCommand.BAD_INPUT
          ? e
          : new IllegalStateException(BadStart.line(e) + " (see " + log + ")", e);
    }
  }

  private static void prepare(GenericApplicationContext context, DataFolderLock lock) {
    context.registerBean("dataFolderLock", DataFolderLock.class, () -> lock);
    context.getBeanFactory().addBeanPostProcessor(new StartSteps());
  }

  private static String[] arguments(DataFolderLock lock, Map<String, Object> properties) {
    var all = new HashMap<>(properties);
    all.put("muster.data", lock.folder().root());
    return all.entrySet().stream()
        .map(e -> "--" + e.getKey() + "=" + e.getValue())
        .toArray(String[]::new);
  }

  static int port(ConfigurableApplicationContext context) {
    return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
  }

  static String url(ConfigurableApplicationContext context) {
    return "http://127.0.0.1:" + port(context);
  }
}
