package dev.muster.command;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application for a command. */
final class Server {
  private Server() {}

  /**
   * @param properties win over the environment
   * @param started runs before the engine takes up work
   */
  static ConfigurableApplicationContext start(
      Class<?> application,
      Map<String, Object> properties,
      ApplicationListener<ApplicationStartedEvent> started) {
    var spring = new SpringApplication(application);
    spring.setLogStartupInfo(false);
    spring.addListeners(started);
    var arguments =
        new HashMap<>(properties)
            .entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toArray(String[]::new);
    return spring.run(arguments);
  }

  static int port(ConfigurableApplicationContext context) {
    return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
  }

  static String url(ConfigurableApplicationContext context) {
    return "http://127.0.0.1:" + port(context);
  }
}
