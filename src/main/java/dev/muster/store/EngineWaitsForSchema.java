package dev.muster.store;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitializationDetector;

/**
 * The engine's beans come after Flyway: as soon as the engine is up its workers write to our
 * tables. They are known by name, since only the engine room knows their types.
 */
final class EngineWaitsForSchema implements DependsOnDatabaseInitializationDetector {

  @Override
  public Set<String> detect(ConfigurableListableBeanFactory beans) {
    return Stream.of("processEngineConfigurationImpl", "processEngineFactoryBean")
        .filter(beans::containsBeanDefinition)
        .collect(Collectors.toSet());
  }
}
