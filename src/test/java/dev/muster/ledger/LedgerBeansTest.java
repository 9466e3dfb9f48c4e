package dev.muster.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.store.NodeId;
import dev.muster.store.TestDatabase;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

class LedgerBeansTest {
  @Test
  void spring_finds_everything_the_ledger_needs() {
    new ApplicationContextRunner()
        .withBean(JdbcTemplate.class, TestLedger::jdbc)
        .withBean(PlatformTransactionManager.class, TestDatabase::transactionManager)
        .withBean(NodeId.class, () -> new NodeId("node-a"))
        .withBean(Clock.class, Clock::systemUTC)
        .withUserConfiguration(JdbcLedger.class, JdbcToolCalls.class)
        .run(c -> assertThat(c).hasSingleBean(Ledger.class).hasSingleBean(ToolCalls.class));
  }
}
