package dev.muster.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.Ledger;
import dev.muster.secret.Secrets;
import dev.muster.store.NodeId;
import dev.muster.telemetry.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The model room: one HTTP client for all providers, one way to a paid call. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelSettings.class)
class ModelConfiguration {
  private static final long LOOK_MILLIS = 250;

  @Bean
  ChatModel chatModel(Secrets secrets, ObjectMapper json, ModelSettings settings, Clock clock) {
    return new HttpChatModel(Wires.all(), secrets, json, settings, clock);
  }

  @Bean
  HealthTable modelHealth(JdbcClient jdbc, Secrets secrets, Clock clock) {
    return new HealthTable(jdbc, secrets, clock);
  }

  @Bean
  Places modelPlaces(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      NodeId node,
      Secrets secrets,
      Clock clock) {
    // Of its own: the lock of a line must not outlast a caller's transaction.
    var own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return new Places(new PlaceTable(jdbc, own, node.value(), clock), secrets, LOOK_MILLIS);
  }

  @Bean
  CallMeter callMeter(ObjectProvider<MeterRegistry> meters, Spans spans, Clock clock) {
    // The primary one: beside it there may be those that it writes to.
    return new CallMeter(meters.getIfAvailable(), spans, clock);
  }

  @Bean
  PaidCalls paidCalls(
      Ledger ledger,
      ChatModel models,
      ObjectMapper json,
      ModelSettings settings,
      Clock clock,
      Places places,
      HealthTable health,
      CallMeter meter) {
    return new LedgeredCalls(ledger, models, json, settings, clock, places, health, meter);
  }

  @Bean
  ForwardedCalls forwardedCalls(
      Ledger ledger,
      Secrets secrets,
      ObjectMapper json,
      ModelSettings settings,
      Clock clock,
      Places places,
      HealthTable health,
      CallMeter meter) {
    return new LedgeredForwards(
        ledger, Wires.all(), secrets, json, settings, clock, places, health, meter);
  }

  @Bean
  Preflights preflights(PaidCalls calls, JdbcClient jdbc, Secrets secrets, Clock clock) {
    return new PaidPreflights(
        calls, new PreflightTable(jdbc), secrets, clock, PaidPreflights.PATIENCE);
  }
}
