package dev.muster.evidence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The chains in PostgreSQL. */
@Repository
class EvidenceTable implements Evidence {
  private static final String COLUMNS =
      "deployment_id, number, at, kind, subject, payload, previous_hash, hash";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;

  EvidenceTable(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  @Override
  public String append(String deploymentId, String kind, String subject, Object payload) {
    String text = CanonicalJson.write(payload);
    return transaction.execute(
        status -> {
          waitForTurn(deploymentId);
          Optional<EvidenceEntry> last = last(deploymentId);
          EvidenceEntry link =
              EvidenceChain.link(
                  deploymentId,
                  last.map(EvidenceEntry::number).orElse(0) + 1,
                  now(),
                  kind,
                  subject,
                  text,
                  last.map(EvidenceEntry::hash).orElse(EvidenceChain.START));
          insert(link);
          return link.hash();
        });
  }

  /**
   * One writer per chain until its transaction ends, on whatever node; rows cannot be locked yet.
   */
  private void waitForTurn(String deploymentId) {
    jdbc.sql("select 1 from pg_advisory_xact_lock(hashtextextended('evidence ' || :id, 0))")
        .param("id", deploymentId)
        .query(Integer.class)
        .single();
  }

  private Optional<EvidenceEntry> last(String deploymentId) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from muster.evidence where deployment_id = :id order by number desc limit 1")
        .param("id", deploymentId)
        .query(EvidenceTable::entry)
        .optional();
  }

  /** As precise as PostgreSQL keeps it, or the hash would not fit what is read back. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void insert(EvidenceEntry link) {
    jdbc.sql("insert into muster.evidence (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")
        .param(link.deploymentId())
        .param(link.number())
        .param(link.at().atOffset(ZoneOffset.UTC))
        .param(link.kind())
        .param(link.subject())
        .param(link.payload())
        .param(link.previousHash())
        .param(link.hash())
        .update();
  }

  @Override
  public List<EvidenceEntry> chain(String deploymentId) {
    return jdbc.sql(
            "select " + COLUMNS + " from muster.evidence where deployment_id = :id order by number")
        .param("id", deploymentId)
        .query(EvidenceTable::entry)
        .list();
  }

  private static EvidenceEntry entry(ResultSet row, int number) throws SQLException {
    return new EvidenceEntry(
        row.getString("deployment_id"),
        row.getInt("number"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("kind"),
        row.getString("subject"),
        row.getString("payload"),
        row.getString("previous_hash"),
        row.getString("hash"));
  }
}
