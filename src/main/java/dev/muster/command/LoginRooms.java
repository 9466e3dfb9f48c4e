package dev.muster.command;

import dev.muster.mcp.oauth.LoginFlow;
import dev.muster.plan.McpServer;
import dev.muster.plan.PlanCheck;
import dev.muster.store.DataFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The rooms that logins need: no database and no lock, so that they work beside a Muster that runs.
 * Not marked as a configuration, so that Muster as a whole does not find it.
 */
@ComponentScan(basePackages = {"dev.muster.secret", "dev.muster.mcp.oauth"})
class LoginRooms {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  DataFolder dataFolder() {
    return DataFolder.at(Home.data());
  }

  static <T> T with(Function<LoginFlow, T> action) {
    var spring = new SpringApplication(LoginRooms.class);
    spring.setWebApplicationType(WebApplicationType.NONE);
    spring.setLogStartupInfo(false);
    spring.setDefaultProperties(Map.of("muster.data", Home.data().toString()));
    try (var context = spring.run()) {
      Places.define(context);
      return action.apply(context.getBean(LoginFlow.class));
    }
  }

  /**
   * The server of this name.
   *
   * @param plan null: one that a Muster has asked a login for
   */
  static McpServer server(LoginFlow logins, String name, Path plan) {
    if (plan == null) {
      return logins
          .known(name)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "no login for "
                          + name
                          + " was asked for in "
                          + Home.data()
                          + ": name the plan with --plan, or the data folder with MUSTER_DATA"));
    }
    var servers = PlanCheck.read(Home.existing(plan.toAbsolutePath())).plan().mcpServers();
    if (!servers.containsKey(name)) {
      throw new IllegalArgumentException(
          plan + " has no server " + name + ": it has " + String.join(", ", servers.keySet()));
    }
    return servers.get(name);
  }
}
