package dev.muster.gateway;

import dev.muster.gateway.PersonalTokens.Personal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the personal tokens, with what their budgets hold. */
final class TokenRows {
  private static final String SELECT =
      """
      select t.*, coalesce(b.committed_usd, 0) as committed_usd
      from muster.gateway_token t left join muster.budget b on b.node = t.budget_path
      """;
  private final JdbcClient jdbc;

  TokenRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Personal token, String hash) {
    jdbc.sql(
            """
            insert into muster.gateway_token (id, hash, owner, deployment_id, agent, model,
              budget_path, limit_usd, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            token.id(),
            hash,
            token.owner(),
            token.deploymentId(),
            token.agent(),
            token.model(),
            token.budgetPath(),
            token.limitUsd(),
            Timestamp.from(token.createdAt()),
            Timestamp.from(token.expiresAt()))
        .update();
  }

  List<Personal> all(String deploymentId) {
    return jdbc.sql(SELECT + " where deployment_id = ? order by created_at desc, id")
        .param(deploymentId)
        .query(TokenRows::read)
        .list();
  }

  Optional<Personal> find(String id) {
    return jdbc.sql(SELECT + " where id = ?").param(id).query(TokenRows::read).optional();
  }

  /** These, in no order. */
  List<Personal> all(Collection<String> ids) {
    return jdbc.sql(SELECT + " where id = any(?)")
        .param(ids.toArray(String[]::new))
        .query(TokenRows::read)
        .list();
  }

  /** With what its secret is known by. */
  Optional<Kept> kept(String id) {
    return jdbc.sql(SELECT + " where id = ?")
        .param(id)
        .query((row, number) -> new Kept(read(row, number), row.getString("hash")))
        .optional();
  }

  /** A token as it stands in its row. */
  record Kept(Personal personal, String hash) {}

  void revoke(String id, Instant now) {
    jdbc.sql("update muster.gateway_token set revoked_at = coalesce(revoked_at, ?) where id = ?")
        .params(Timestamp.from(now), id)
        .update();
  }

  private static Personal read(ResultSet row, int number) throws SQLException {
    var revoked = row.getTimestamp("revoked_at");
    return new Personal(
        row.getString("id"),
        row.getString("owner"),
        row.getString("deployment_id"),
        row.getString("agent"),
        row.getString("model"),
        row.getString("budget_path"),
        row.getBigDecimal("limit_usd").stripTrailingZeros(),
        row.getBigDecimal("committed_usd"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        revoked == null ? null : revoked.toInstant());
  }
}
