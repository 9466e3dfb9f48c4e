package dev.muster.ledger;

import dev.muster.plan.Price;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the ledger row by row, however long it is: a tier is a matter of each call. */
@Service
final class JdbcRepricing implements Repricing {
  private static final int ROWS_AT_ONCE = 1000;
  private static final String ANSWERS =
      """
      select deployment_id, model, model_id, declared_free, price_name, sent_at, cost_usd,
        finding, purpose, covered_usd, coalesce(answered_at, sent_at) as answered,
        input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens,
        output_tokens, reasoning_tokens, reported_usd
      from muster.attempt
      where state = 'ANSWERED' and (? = '' or deployment_id = ?)
      order by coalesce(answered_at, sent_at), id
      """;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate reading;

  JdbcRepricing(JdbcTemplate shared, PlatformTransactionManager transactions) {
    this.jdbc = new JdbcTemplate(Objects.requireNonNull(shared.getDataSource()));
    jdbc.setFetchSize(ROWS_AT_ONCE);
    // PostgreSQL gives rows bit by bit within a transaction only.
    this.reading = new TransactionTemplate(transactions);
    reading.setReadOnly(true);
  }

  @Override
  public List<Repriced> under(Map<String, Price> book, String deploymentId, LocalDate asOf) {
    var sums = new TreeMap<String, RepricedSum>();
    var credits = new RepricedCredits();
    // What a subscription includes is taken by all deployments, whichever is asked for.
    var read = RepricedCredits.in(book) ? "" : deploymentId;
    reading.executeWithoutResult(
        status ->
            jdbc.query(
                ANSWERS,
                row -> {
                  var anew = anew(row, book, asOf, credits);
                  if (deploymentId.isEmpty()
                      || deploymentId.equals(row.getString("deployment_id"))) {
                    sums.computeIfAbsent(row.getString("model"), m -> new RepricedSum())
                        .add(recorded(row), anew);
                  }
                },
                read,
                read));
    return sums.entrySet().stream().map(e -> e.getValue().of(e.getKey())).toList();
  }

  private static RepricedSum.One recorded(ResultSet row) throws SQLException {
    return new RepricedSum.One(kept(row), row.getBigDecimal("covered_usd"));
  }

  private static Cost kept(ResultSet row) throws SQLException {
    return new Cost(row.getBigDecimal("cost_usd"), row.getString("finding"));
  }

  private static RepricedSum.One anew(
      ResultSet row, Map<String, Price> book, LocalDate asOf, RepricedCredits credits)
      throws SQLException {
    var full = cost(row, book, asOf);
    var day = asOf == null ? sent(row) : asOf;
    var price =
        row.getBoolean("declared_free")
            ? null
            : price(row, book).flatMap(p -> p.on(day)).orElse(null);
    var covered = credits.cover(price, full, row.getTimestamp("answered").toInstant());
    return covered == null
        ? new RepricedSum.One(full, null)
        : new RepricedSum.One(new Cost(full.usd().subtract(covered), null), covered);
  }

  private static Cost cost(ResultSet row, Map<String, Price> book, LocalDate asOf)
      throws SQLException {
    if (kept(row).isByAnother()) {
      return kept(row);
    }
    var usage = History.usage(row);
    if (usage == null) {
      return new Cost(null, "no usage in the answer");
    }
    if (row.getBoolean("declared_free")) {
      return Cost.of(true, null, true, null, usage);
    }
    var price = price(row, book);
    if (price.isEmpty()) {
      return new Cost(null, "the book has no row for " + row.getString("model"));
    }
    var day = asOf == null ? sent(row) : asOf;
    boolean session = row.getString("purpose").equals(Attempt.SESSION);
    return price
        .get()
        .on(day)
        .map(inForce -> session ? ofSession(inForce, usage) : Cost.at(inForce, usage))
        .orElseGet(() -> new Cost(null, price.get().name() + " has no row in force on " + day));
  }

  /** What a CLI tells of a session is one sum of all its calls. */
  private static Cost ofSession(Price price, Usage usage) {
    boolean eachCall =
        !price.tiers().isEmpty()
            || price.perRequest() != null
            || price.included() != null && price.included().requests() != null;
    return eachCall
        ? new Cost(null, "a session is known as a sum, and " + price.name() + " prices each call")
        : Cost.at(price, usage);
  }

  private static LocalDate sent(ResultSet row) throws SQLException {
    return LocalDate.ofInstant(row.getTimestamp("sent_at").toInstant(), ZoneOffset.UTC);
  }

  private static Optional<Price> price(ResultSet row, Map<String, Price> book) throws SQLException {
    return Stream.of(row.getString("price_name"), row.getString("model"), row.getString("model_id"))
        .filter(name -> name != null && book.containsKey(name))
        .findFirst()
        .map(book::get);
  }
}
