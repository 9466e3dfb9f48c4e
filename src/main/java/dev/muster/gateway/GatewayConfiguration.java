package dev.muster.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.SubjectDays;
import dev.muster.model.ForwardedCalls;
import dev.muster.plan.DeploymentPlans;
import dev.muster.store.DataFolder;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gateway listens as long as Muster runs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
class GatewayConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  RunningGateway gateway(
      GatewaySettings settings,
      DataFolder data,
      ForwardedCalls calls,
      JdbcClient jdbc,
      DeploymentPlans plans,
      Ledger ledger,
      Evidence evidence,
      Endings endings,
      ObjectMapper json,
      Clock clock) {
    var rows = new TokenRows(jdbc);
    return new RunningGateway(
        settings,
        data,
        calls,
        address -> new KeptTokens(rows, plans, ledger, evidence, endings, address, clock),
        json,
        clock);
  }

  @Bean
  PersonalSpending personalSpending(JdbcClient jdbc, SubjectDays days) {
    return new TokenSpending(new TokenRows(jdbc), days);
  }

  @Bean
  PersonalTokens personalTokens(RunningGateway gateway) {
    return gateway.people();
  }
}
