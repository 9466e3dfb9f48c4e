package dev.muster.toolbelt;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.Workspaces;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the seven servers together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ToolbeltSettings.class)
class ToolbeltConfiguration {

  /** Runs are looked up at each call, since the room that knows them is built after this one. */
  @Bean(initMethod = "start", destroyMethod = "close")
  RunningToolbelt toolbeltServers(
      ToolbeltSettings settings,
      DataFolder data,
      Workspaces workspaces,
      Enclosure enclosure,
      Secrets secrets,
      DataSource database,
      ObjectMapper json,
      ObjectProvider<RunContexts> runs) {
    var threads = new ToolThreads(settings);
    List<ToolServer> servers =
        List.of(
            new FilesystemServer(workspaces),
            new GitServer(workspaces, runs::getObject),
            new ExecutionServer(workspaces, secrets, data, enclosure),
            new DatabaseServer(new RunSchemas(database), json),
            new WebServer(secrets),
            new SessionsServer(runs::getObject),
            new ApisServer(secrets, json));
    return new RunningToolbelt(
        settings,
        data,
        runs::getObject,
        threads,
        servers.stream()
            .map(server -> new Endpoint(server, runs::getObject, threads, secrets, json))
            .toList());
  }
}
