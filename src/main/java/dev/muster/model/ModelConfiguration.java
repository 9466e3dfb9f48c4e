package dev.muster.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.Ledger;
import dev.muster.secret.Secrets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The model room: one HTTP client for all providers, one way to a paid call. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelSettings.class)
class ModelConfiguration {

  @Bean
  ChatModel chatModel(Secrets secrets, ObjectMapper json, ModelSettings settings, Clock clock) {
    return new HttpChatModel(Wires.all(), secrets, json, settings, clock);
  }

  @Bean
  PaidCalls paidCalls(
      Ledger ledger,
      ChatModel models,
      ObjectMapper json,
      ModelSettings settings,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    var metered = meters.stream().findFirst().<ChatModel>map(m -> new MeteredModel(models, m));
    return new LedgeredCalls(ledger, metered.orElse(models), json, settings, clock);
  }
}
