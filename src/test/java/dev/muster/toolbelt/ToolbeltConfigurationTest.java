package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.workspace.WorkspacesForTests;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The room in a Spring context: it listens before it is asked, and needs no run to start. */
class ToolbeltConfigurationTest {
  @TempDir Path data;

  @Test
  void theToolbeltListensOnceTheContextIsUp() {
    var folder = new DataFolder(data);
    new ApplicationContextRunner()
        .withUserConfiguration(ToolbeltConfiguration.class)
        .withBean(DataFolder.class, () -> folder)
        .withBean(
            "workspaces",
            dev.muster.workspace.Workspaces.class,
            () -> WorkspacesForTests.in(folder))
        .withBean(dev.muster.workspace.Enclosure.class, () -> WorkspacesForTests.enclosure(folder))
        .withBean(Secrets.class, NoSecrets::new)
        .withBean(DataSource.class, DriverManagerDataSource::new)
        .withBean(ObjectMapper.class, ObjectMapper::new)
        .withPropertyValues("muster.toolbelt.threads=3")
        .run(
            context -> {
              assertThat(context).hasSingleBean(ToolbeltServers.class);
              assertThat(context.getBean(ToolbeltSettings.class))
                  .isEqualTo(new ToolbeltSettings(0, 3, 256));
              var url = context.getBean(RunningToolbelt.class).urlOf("git");
              try (var socket = new java.net.Socket("127.0.0.1", URI.create(url).getPort())) {
                assertThat(socket.isConnected()).isTrue();
              }
            });
  }

  private static final class NoSecrets implements Secrets {
    @Override
    public String resolve(String template) {
      return template;
    }

    @Override
    public Optional<String> find(String name) {
      return Optional.empty();
    }

    @Override
    public Set<String> missing(String template) {
      return Set.of();
    }

    @Override
    public String resolvePlaces(String template) {
      return template;
    }

    @Override
    public void define(String name, String value) {}

    @Override
    public void remember(String name, String value) {}

    @Override
    public String redact(String text) {
      return text;
    }
  }
}
