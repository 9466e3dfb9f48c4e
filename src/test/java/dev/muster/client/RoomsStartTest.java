package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.journal.Journal;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.Probe;
import dev.muster.secret.MapSecrets;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RoomsStartTest {

  @Test
  void rooms_find_each_other(@TempDir Path folder) {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.registerBean(Secrets.class, MapSecrets::new);
      context.registerBean(DataFolder.class, () -> DataFolder.at(folder));
      context.registerBean(Clock.class, Clock::systemUTC);
      context.registerBean(ObjectMapper.class, () -> new ObjectMapper());
      context.registerBean(JdbcClient.class, TestDatabase::jdbc);
      context.registerBean(PlatformTransactionManager.class, TestDatabase::transactionManager);
      context.registerBean(TransactionTemplate.class, TestDatabase::transactions);
      context.scan(
          "dev.muster.evidence",
          "dev.muster.plan",
          "dev.muster.journal",
          "dev.muster.client",
          "dev.muster.mcp");
      context.refresh();
      assertThat(context.getBean(Journal.class)).isNotNull();
      assertThat(context.getBean(Clients.class)).isNotNull();
      assertThat(context.getBean(ClientListing.class)).isNotNull();
      assertThat(context.getBean(McpSessions.class)).isNotNull();
      assertThat(context.getBean(Probe.class)).isNotNull();
    }
  }
}
