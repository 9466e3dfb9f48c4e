package dev.muster.plan;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Plans in the database, each content once under its digest. */
@Repository
class KeptPlans implements FrozenPlans {
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  KeptPlans(JdbcClient jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public FrozenPlan read(Path planFile) {
    return PlanReader.read(planFile);
  }

  @Override
  public FrozenPlan freeze(Path planFile) {
    var plan = read(planFile);
    transactions.executeWithoutResult(status -> keep(plan));
    return plan;
  }

  /** Who comes second waits for the first's commit and finds everything there. */
  private void keep(FrozenPlan frozen) {
    int added =
        jdbc.sql(
                "insert into muster.frozen_plan(digest, name, plan) values (?, ?, ?)"
                    + " on conflict do nothing")
            .params(frozen.digest(), frozen.plan().name(), PlanJson.write(frozen.plan()))
            .update();
    if (added == 1) {
      frozen.files().forEach((path, content) -> keep(frozen.digest(), path, content));
    }
  }

  private void keep(String digest, String path, byte[] content) {
    jdbc.sql("insert into muster.frozen_file(digest, path, content) values (?, ?, ?)")
        .params(digest, path, content)
        .update();
  }

  @Override
  public FrozenPlan load(String digest) {
    var json =
        jdbc.sql("select plan from muster.frozen_plan where digest = ?")
            .param(digest)
            .query(String.class)
            .optional()
            .orElseThrow(() -> new IllegalArgumentException("no plan is kept under " + digest));
    var plan = PlanJson.read(json);
    var files = files(digest);
    if (!PlanDigest.of(plan, files).equals(digest)) {
      throw new IllegalStateException("the kept plan " + digest + " was changed in the database");
    }
    return new FrozenPlan(digest, plan, files);
  }

  private SortedMap<String, byte[]> files(String digest) {
    var files = new TreeMap<String, byte[]>();
    RowCallbackHandler keep = row -> files.put(row.getString("path"), row.getBytes("content"));
    jdbc.sql("select path, content from muster.frozen_file where digest = ?")
        .param(digest)
        .query(keep);
    return files;
  }
}
