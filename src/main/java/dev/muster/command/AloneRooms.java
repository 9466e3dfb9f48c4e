package dev.muster.command;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/**
 * The rooms that a command needs when no Muster runs: no engine, no pages. Not marked as a
 * configuration, so that Muster as a whole does not find it.
 */
@ComponentScan(
    basePackages = {
      "dev.muster.store",
      "dev.muster.secret",
      "dev.muster.evidence",
      "dev.muster.plan",
      "dev.muster.journal",
      "dev.muster.client",
      "dev.muster.mcp"
    },
    excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*\\.web\\..*"))
@ComponentScan(
    basePackages = "dev.muster.agent",
    useDefaultFilters = false,
    includeFilters =
        @Filter(
            type = FilterType.REGEX,
            pattern = "dev\\.muster\\.agent\\.(RegisteredAgents|WatchBoard|Watches)"))
@ComponentScan(
    basePackages = "dev.muster.deployment",
    useDefaultFilters = false,
    includeFilters =
        @Filter(
            type = FilterType.REGEX,
            pattern = "dev\\.muster\\.deployment\\.(DeploymentTable|TakingBack|Uninstallable)"))
@ComponentScan(
    basePackages = "dev.muster.model",
    useDefaultFilters = false,
    includeFilters =
        @Filter(type = FilterType.REGEX, pattern = "dev\\.muster\\.model\\.ModelStates"))
@ComponentScan(
    basePackages = "dev.muster.ledger",
    useDefaultFilters = false,
    includeFilters =
        @Filter(
            type = FilterType.REGEX,
            pattern = "dev\\.muster\\.ledger\\.(JdbcRepricing|JdbcSpentDays)"))
@ImportAutoConfiguration({
  DataSourceAutoConfiguration.class,
  DataSourceTransactionManagerAutoConfiguration.class,
  TransactionAutoConfiguration.class,
  JdbcTemplateAutoConfiguration.class,
  JdbcClientAutoConfiguration.class,
  FlywayAutoConfiguration.class,
  JacksonAutoConfiguration.class
})
class AloneRooms {}
