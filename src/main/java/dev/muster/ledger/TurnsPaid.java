package dev.muster.ledger;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What an agent's turns took in its mix arm, by model. */
@Repository
public class TurnsPaid {
  private final JdbcClient jdbc;

  TurnsPaid(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Answered turns of one model.
   *
   * @param usd at the reservation where an answer has no cost; with what a subscription includes,
   *     or its models would get every turn until it is used up
   */
  public record Paid(long turns, long tokens, BigDecimal usd) {}

  /** By the plan's names of the models. */
  public Map<String, Paid> of(String deploymentId, String agent) {
    var paid = new LinkedHashMap<String, Paid>();
    jdbc.sql(
            "select model, count(*) as turns,"
                + " coalesce(sum(coalesce(input_tokens, 0) + coalesce(cached_input_tokens, 0)"
                + " + coalesce(cache_write_tokens, 0) + coalesce(cache_write_1h_tokens, 0)"
                + " + coalesce(output_tokens, 0) + coalesce(reasoning_tokens, 0)), 0) as tokens,"
                + " coalesce(sum(coalesce(cost_usd + coalesce(covered_usd, 0), reserved_usd)), 0)"
                + " as usd"
                + " from muster.attempt where deployment_id = ? and agent = ? and arm = 'mix'"
                + " and purpose = 'turn' and state = 'ANSWERED' group by model")
        .params(deploymentId, agent)
        .query(
            row -> {
              paid.put(
                  row.getString("model"),
                  new Paid(row.getLong("turns"), row.getLong("tokens"), row.getBigDecimal("usd")));
            });
    return paid;
  }
}
