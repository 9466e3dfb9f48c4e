package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.secret.Secrets;
import dev.muster.store.NodeId;
import dev.muster.store.TestDatabase;
import dev.muster.telemetry.Spans;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

class ModelConfigurationTest {
  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withUserConfiguration(ModelConfiguration.class)
          .withBean(Secrets.class, TestSecrets::new)
          .withBean(ObjectMapper.class)
          .withBean(Clock.class, Clock::systemUTC)
          .withBean(Spans.class, () -> Spans.UNTOLD)
          .withBean(NodeId.class, () -> new NodeId("node-a"))
          .withBean(JdbcClient.class, TestDatabase::jdbc)
          .withBean(PlatformTransactionManager.class, TestDatabase::transactionManager)
          .withBean(Ledger.class, () -> TestLedger.of("node-a"));

  @Test
  void the_room_shows_its_two_services_and_closes_them() {
    context.run(
        started -> {
          assertThat(started).hasSingleBean(ChatModel.class).hasSingleBean(PaidCalls.class);
          assertThat(started.getBean(ModelSettings.class).answerBytes()).isEqualTo(8 * 1024 * 1024);
        });
  }

  @Test
  void bounds_are_settings() {
    context
        .withPropertyValues("muster.models.max-calls=3", "muster.models.connect-timeout=1s")
        .run(started -> assertThat(started.getBean(ModelSettings.class).maxCalls()).isEqualTo(3));
  }
}
