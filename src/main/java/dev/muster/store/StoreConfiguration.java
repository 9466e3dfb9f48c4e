package dev.muster.store;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The data folder, held by this process alone, and the database: the configured one, or else our
 * own. Spring Boot makes the pool and runs Flyway on either.
 */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  DataFolder dataFolder(@Value("${muster.data:data}") String place) {
    return DataFolder.at(Path.of(place));
  }

  /** The command line takes the lock before anything else starts, and hands it on. */
  @Bean
  @ConditionalOnMissingBean
  DataFolderLock dataFolderLock(DataFolder folder) {
    return DataFolderLock.take(folder);
  }

  @Bean
  NodeId nodeId(DataFolderLock lock) {
    return NodeId.of(lock.folder());
  }

  /** An empty address counts as none: that is how a rehearsal sets the environment's aside. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnExpression("'${spring.datasource.url:}'.isBlank()")
  static class Embedded {

    @Bean
    EmbeddedPostgres embeddedPostgres(DataFolderLock lock) {
      return EmbeddedPostgres.start(lock);
    }

    /** The pool depends on this bean and so closes before the server stops. */
    @Bean
    JdbcConnectionDetails embeddedConnection(EmbeddedPostgres server) {
      return new EmbeddedConnection(server.user(), server.password(), server.url());
    }
  }

  private record EmbeddedConnection(String getUsername, String getPassword, String getJdbcUrl)
      implements JdbcConnectionDetails {}
}
