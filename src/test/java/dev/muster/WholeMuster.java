package dev.muster;

import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Primary;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole of Muster on the test database: real engine, real toolbelt, real HTTP; only models
 * answer what a test says. All classes with this annotation share one start.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = WholeMuster.App.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = WholeMuster.Places.class)
public @interface WholeMuster {

  /** Muster's own beans, none of the tests'. */
  @EnableAutoConfiguration
  @ComponentScan(
      basePackages = "dev.muster",
      excludeFilters = @ComponentScan.Filter(type = FilterType.CUSTOM, classes = OfTests.class))
  class App {

    @Bean
    @Primary
    ScriptedModels scriptedModels() {
      return new ScriptedModels();
    }

    @Bean
    ApplicationListener<ApplicationStartedEvent> places(Secrets secrets, DataFolder data) {
      return started -> {
        secrets.define("MUSTER_DATA", data.root().toString());
        secrets.define("MUSTER_SITE_URL", "http://127.0.0.1:1");
      };
    }
  }

  /**
   * Keeps the tests' configurations out of the scan, and the application class with its own scan.
   */
  class OfTests implements TypeFilter {
    @Override
    public boolean match(MetadataReader type, MetadataReaderFactory types) throws IOException {
      return type.getResource().getURI().toString().contains("/test-classes/")
          || type.getClassMetadata().getClassName().equals(Muster.class.getName());
    }
  }

  /** A database and a data folder of its own. */
  class Places implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      var properties = new HashMap<>(TestDatabase.freshProperties("whole_muster"));
      properties.put("muster.data", folder().toString());
      properties.put("muster.print-logins", "false");
      properties.put("muster.plan-folders", "/");
      properties.put("muster.commands", "enclosed-if-possible");
      // Tests switch it off unless told.
      properties.put("management.prometheus.metrics.export.enabled", "true");
      properties.put("MUSTER_ADMIN_PASSWORD", "admins-own");
      properties.put("MUSTER_APPROVER_PASSWORD", "approvers-own");
      TestPropertyValues.of(properties).applyTo(context);
    }

    private static Path folder() {
      try {
        return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "whole-muster");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
