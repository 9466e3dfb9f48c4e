package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class StoreConfigurationTest {
  @TempDir Path place;

  private ApplicationContextRunner muster() {
    return new ApplicationContextRunner()
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withUserConfiguration(StoreConfiguration.class)
        .withConfiguration(
            AutoConfigurations.of(
                DataSourceAutoConfiguration.class,
                JdbcTemplateAutoConfiguration.class,
                JdbcClientAutoConfiguration.class,
                FlywayAutoConfiguration.class))
        .withPropertyValues("muster.data=" + place);
  }

  @Test
  void withoutADatasourceItStartsItsOwnAndStopsItWithTheContext() {
    muster()
        .withPropertyValues("spring.datasource.url=")
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(EmbeddedPostgres.class);
              JdbcClient jdbc = context.getBean(JdbcClient.class);
              assertThat(
                      jdbc.sql("select count(*) from muster.flyway_schema_history")
                          .query(Integer.class)
                          .single())
                  .isPositive();
              for (int n = 0; n < 40; n++) {
                assertThat(jdbc.sql("select current_schema()").query(String.class).single())
                    .isEqualTo("public");
              }
              assertThat(jdbc.sql("show enable_seqscan").query(String.class).single())
                  .isEqualTo("off");
              assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize())
                  .isEqualTo(20);
              assertThat(place.resolve("postgres-17/postmaster.pid")).exists();
            });
    assertThat(place.resolve("postgres-17/postmaster.pid")).doesNotExist();
    DataFolderLock.take(DataFolder.at(place)).close();
  }

  @Test
  void withADatasourceItStartsNoneButStillHoldsTheFolder() {
    String[] own = elsewhere("configured");
    muster()
        .withPropertyValues(own)
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedPostgres.class);
              try (Connection in = context.getBean(HikariDataSource.class).getConnection()) {
                assertThat(in.getCatalog()).isEqualTo("configured");
              }
              assertThat(Files.exists(place.resolve("postgres-17"))).isFalse();
              muster()
                  .withPropertyValues(own)
                  .run(
                      second ->
                          assertThat(second)
                              .getFailure()
                              .hasRootCauseInstanceOf(DataFolderLocked.class));
            });
  }

  @Test
  void theEngineComesAfterTheSchema() {
    muster()
        .withInitializer(
            context ->
                ((GenericApplicationContext) context)
                    .registerBeanDefinition(
                        "processEngineFactoryBean", new RootBeanDefinition(Object.class)))
        .withPropertyValues(elsewhere("ordered"))
        .run(
            context ->
                assertThat(
                        Arrays.asList(
                            context
                                .getBeanFactory()
                                .getBeanDefinition("processEngineFactoryBean")
                                .getDependsOn()))
                    .contains("flywayInitializer"));
  }

  private static String[] elsewhere(String database) {
    return TestDatabase.freshProperties(database).entrySet().stream()
        .map(property -> property.getKey() + "=" + property.getValue())
        .toArray(String[]::new);
  }
}
