package dev.muster.agent;

import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.routing.HardRules;
import dev.muster.routing.Mixes;
import dev.muster.routing.Router;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A mix with a CLI model is counted by runs: a session is a whole run, so each run is given one
 * model when it is opened, and keeps it. Rules and mixes are asked for when one is: what only reads
 * runs has none.
 */
@Component
class GivenModels {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Router router;
  private final ObjectProvider<HardRules> rules;
  private final ObjectProvider<Mixes> mixes;

  GivenModels(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Router router,
      ObjectProvider<HardRules> rules,
      ObjectProvider<Mixes> mixes) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.router = router;
    this.rules = rules;
    this.mixes = mixes;
  }

  /** Gives the run its model; a run that has one keeps it. */
  void give(Run run, Plan plan) {
    boolean none = plan.models().values().stream().allMatch(model -> model.cli() == null);
    if (none || !run.arm().equals("mix") || of(run.id()).isPresent()) {
      return;
    }
    var ruled = rules.getObject().model(run.agent(), run.task(), run.phase());
    var mix = mixes.getObject().of(run.deploymentId(), plan.agents().get(run.agent()));
    if (ruled.isPresent()) {
      if (isCli(plan, ruled.get())) {
        store(run.id(), ruled.get());
      }
    } else if (mix.shares().keySet().stream().anyMatch(model -> isCli(plan, model))) {
      byShare(run, mix);
    }
  }

  /** One at a time: two runs that are opened at once see each other. */
  private void byShare(Run run, Mix mix) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
              .param(run.deploymentId() + "/" + run.agent())
              .query((row, number) -> 0)
              .list();
          store(run.id(), router.byDeficit(mix, given(run)));
        });
  }

  private Map<String, Integer> given(Run run) {
    var given = new LinkedHashMap<String, Integer>();
    jdbc.sql(
            "select chosen, count(*) as runs from muster.run where deployment_id = ? and agent = ?"
                + " and arm = 'mix' and chosen is not null group by chosen")
        .params(run.deploymentId(), run.agent())
        .query(
            row -> {
              given.put(row.getString("chosen"), row.getInt("runs"));
            });
    return given;
  }

  private void store(String runId, String model) {
    jdbc.sql("update muster.run set chosen = ?, model = ? where id = ? and chosen is null")
        .params(model, model, runId)
        .update();
  }

  /** The model that the run was given; empty: each of its turns is routed. */
  Optional<String> of(String runId) {
    return jdbc.sql("select chosen from muster.run where id = ? and chosen is not null")
        .param(runId)
        .query(String.class)
        .optional();
  }

  static boolean isCli(Plan plan, String model) {
    var known = plan.models().get(model);
    return known != null && known.cli() != null;
  }

  /** What is left of a mix for single calls, which no CLI makes. */
  static Mix called(Plan plan, Mix mix) {
    var shares = new LinkedHashMap<>(mix.shares());
    shares.keySet().removeIf(model -> isCli(plan, model));
    return new Mix(shares);
  }

  /** The CLI's model of a run that a CLI works. */
  Optional<Model> cli(Run run, Plan plan) {
    return of(run.id()).map(plan.models()::get).filter(model -> model.cli() != null);
  }
}
