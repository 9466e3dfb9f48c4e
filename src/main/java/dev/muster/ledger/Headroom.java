package dev.muster.ledger;

import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is left of budgets. */
@Repository
public class Headroom {
  private final JdbcClient jdbc;

  Headroom(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** USD left at the tightest node of the path; empty when none of them is limited. */
  public Optional<BigDecimal> left(String budgetPath) {
    return jdbc.sql(
            "select min(limit_usd - committed_usd) from muster.budget"
                + " where node = any(?) and limit_usd is not null having count(*) > 0")
        .param(Budgets.nodes(budgetPath).toArray(String[]::new))
        .query(BigDecimal.class)
        .optional();
  }
}
