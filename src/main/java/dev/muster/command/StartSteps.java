package dev.muster.command;

import java.util.Map;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;

/** Says what takes its time: a first start is silent for half a minute otherwise. */
final class StartSteps implements InstantiationAwareBeanPostProcessor {
  private static final Map<String, String> STEPS =
      Map.of(
          "embeddedPostgres", "Starting the database",
          "flywayInitializer", "Preparing the database's tables",
          "processEngineFactoryBean", "Starting the engine");

  @Override
  public Object postProcessBeforeInstantiation(Class<?> type, String name) {
    var step = STEPS.get(name);
    if (step != null) {
      System.out.println(step);
    }
    return null;
  }
}
