package dev.muster.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ForwardedCalls;
import dev.muster.store.DataFolder;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The gateway listens as long as Muster runs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
class GatewayConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  RunningGateway gateway(
      GatewaySettings settings,
      DataFolder data,
      ForwardedCalls calls,
      ObjectMapper json,
      Clock clock) {
    return new RunningGateway(settings, data, calls, json, clock);
  }
}
