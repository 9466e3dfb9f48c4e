package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.client.CliSessions;
import dev.muster.ledger.Headroom;
import dev.muster.model.Health;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.Model;
import dev.muster.routing.Decision;
import dev.muster.routing.Decisions;
import dev.muster.routing.GivenRuns;
import dev.muster.routing.HardRules;
import dev.muster.routing.Mixes;
import dev.muster.routing.Router;
import dev.muster.routing.TakenRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Hard rules reach runs that a CLI would work, and the choice is recorded. */
@WholeMuster
class GivenModelsTest {
  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  private SessionWorld world;
  private Deployed deployed;
  private HardRules.Asked asked;
  private final List<String> ill = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    deployed = deployed("worker: 60, coder: 40");
  }

  private Deployed deployed(String mix) throws IOException {
    var cli = Files.writeString(folder.resolve("qwen"), "#!/bin/sh\nexit 1\n");
    return world.deployed(
        Kind.QWEN_CODE,
        cli.toString(),
        "0.24.4",
        "worker: 100",
        mix,
        "prompt: Probe it.",
        "prompt: Probe it.\n    kind: review\n    dataClass: secret");
  }

  @AfterEach
  void end() throws IOException {
    world.close();
  }

  @Test
  void a_run_that_a_cli_works_says_why() {
    var run = given(new HardRules.Rule(null, List.of()));

    assertThat(run.model()).isEqualTo("worker");
    var decision = decisions(run).get(0);
    assertThat(decision.turn()).isEqualTo(GivenRuns.WHOLE);
    assertThat(decision.rule() + " " + decision.chosen()).isEqualTo("mix worker");
    assertThat(decision.candidates())
        .extracting(c -> c.model() + " " + c.share() + " " + c.whyNot())
        .containsExactly("worker 60 null", "coder 40 its share is not as far behind");
  }

  @Test
  void a_rule_about_the_tasks_data_keeps_a_run_from_a_cli() {
    var run = given(new HardRules.Rule(null, List.of("coder")));

    assertThat(asked.kind()).isEqualTo("review");
    assertThat(asked.dataClass()).isEqualTo("secret");
    assertThat(asked.usdLeft()).as("of the run's own budget").isEqualByComparingTo("1");
    assertThat(deployed.bean(Sessions.class).works(run.id())).isFalse();
    assertThat(decisions(run)).as("its turns are routed").isEmpty();
  }

  @Test
  void a_rule_that_names_a_cli_gives_it_the_run() {
    var run = given(new HardRules.Rule("worker", List.of()));

    assertThat(deployed.bean(Sessions.class).works(run.id())).isTrue();
    assertThat(decisions(run)).extracting(Decision::rule).containsExactly("routing.dmn");
  }

  /** As an HTTP model outside the mix is asked where a rule names nobody else. */
  @Test
  void a_rule_that_allows_only_a_cli_outside_the_mix_gives_it_the_run() throws IOException {
    deployed = deployed("coder: 100");
    var run = given(new HardRules.Rule(null, List.of("worker")));

    assertThat(deployed.bean(Sessions.class).works(run.id())).isTrue();
    var decision = decisions(run).get(0);
    assertThat(decision.rule() + " " + decision.reason())
        .isEqualTo(
            "routing.dmn routing.dmn allows only worker, and nobody of the mix: for the whole run");
    assertThat(decision.candidates())
        .extracting(c -> c.model() + " " + c.whyNot())
        .containsExactly("worker null", "coder routing.dmn allows only worker");

    var other = given(new HardRules.Rule(null, List.of("worker", "coder")));
    assertThat(deployed.bean(Sessions.class).works(other.id())).as("the mix may").isFalse();
  }

  private List<Decision> decisions(Run run) {
    return deployed.bean(Decisions.class).of(deployed.id, run.id());
  }

  /** A run that is as good as new, given away under this rule. */
  private Run given(HardRules.Rule rule) {
    var run = SessionWorld.run(deployed);
    var jdbc = deployed.bean(JdbcClient.class);
    jdbc.sql("update muster.run set chosen = null where id = ?").param(run.id()).update();
    jdbc.sql("delete from muster.routing_decision where run_id = ?").param(run.id()).update();
    under(rule).give(run, deployed.plan());
    return deployed.again(run);
  }

  /** Nobody can take over a run that a CLI works: it goes to who can answer now. */
  @Test
  void a_cli_whose_model_cannot_answer_now_is_passed_over_and_the_decision_says_why() {
    ill.add("worker");
    var run = given(new HardRules.Rule(null, List.of()));

    assertThat(run.model()).isEqualTo("coder");
    assertThat(decisions(run).get(0).candidates())
        .extracting(c -> c.model() + " " + c.whyNot())
        .containsExactly("coder null", "worker auth, left alone until noon");
  }

  @Test
  void where_no_other_may_work_a_run_the_cli_gets_it_all_the_same() throws IOException {
    deployed = deployed("worker: 100");
    ill.add("worker");

    assertThat(given(new HardRules.Rule(null, List.of())).model()).isEqualTo("worker");
  }

  /** As if its sessions had failed three times. */
  private Optional<String> instead(HardRules.Rule rule, Run run, boolean turns) {
    var plan = deployed.plan();
    var worker = plan.models().get("worker");
    var t = new SessionTry(run, plan, worker, deployed.task(), 3, turns);
    var ended =
        new CliSessions.Ended(
            CliSessions.State.BROKEN, "", "exit code 7", List.of(), 0, List.of(), null, 7, true);
    return under(rule).instead(t, ended, told -> {});
  }

  @Test
  void nobody_who_is_free_leaves_it_to_one_whose_pause_is_waited_for() {
    var run = given(new HardRules.Rule("worker", List.of()));
    ill.add("coder");

    assertThat(instead(new HardRules.Rule(null, List.of()), run, true)).hasValue("coder");
    assertThat(deployed.again(run).model()).isEqualTo("coder");
    assertThat(instead(new HardRules.Rule(null, List.of()), run, true))
        .as("a late try has nothing to give away")
        .isEmpty();
  }

  @Test
  void a_rule_says_who_takes_over_and_who_may_not() {
    var free = new HardRules.Rule(null, List.of());
    var named = given(free);
    assertThat(instead(new HardRules.Rule("worker", List.of()), named, true)).isEmpty();
    assertThat(instead(new HardRules.Rule(null, List.of("worker")), named, true)).isEmpty();
    assertThat(instead(free, named, false)).as("its process knows no turns").isEmpty();
    assertThat(instead(new HardRules.Rule("llama", List.of()), named, true)).hasValue("llama");
    var decision = decisions(named).get(1);
    assertThat(decision.rule() + " " + decision.chosen() + " for " + decision.fallbackFrom())
        .isEqualTo("routing.dmn llama for worker");

    var outside = given(free);
    assertThat(instead(new HardRules.Rule(null, List.of("llama", "worker")), outside, true))
        .as("what it allows by name")
        .hasValue("llama");
    assertThat(decisions(outside).get(1).candidates())
        .extracting(c -> c.model() + " " + c.whyNot())
        .contains("coder routing.dmn allows only llama, worker");
  }

  private Health health() {
    return new Health() {
      @Override
      public Optional<String> obstacle(Model model) {
        return ill.contains(model.name())
            ? Optional.of("auth, left alone until noon")
            : Optional.empty();
      }

      @Override
      public boolean mayTry(Model model) {
        return true;
      }

      @Override
      public List<Failed> failures(Model model) {
        return List.of();
      }
    };
  }

  private GivenModels under(HardRules.Rule rule) {
    var known = new StaticListableBeanFactory();
    known.addBean("health", health());
    var rules = new StaticListableBeanFactory();
    rules.addBean("rules", says(rule));
    return new GivenModels(
        muster.getBean(GivenTable.class),
        muster.getBean(TransactionTemplate.class),
        muster.getBean(Router.class),
        rules.getBeanProvider(HardRules.class),
        muster.getBeanProvider(Mixes.class),
        known.getBeanProvider(Health.class),
        muster.getBean(Headroom.class),
        muster.getBean(GivenRuns.class),
        muster.getBean(TakenRuns.class));
  }

  private HardRules says(HardRules.Rule rule) {
    return new HardRules() {
      @Override
      public Rule rule(Asked with) {
        asked = with;
        return rule;
      }
    };
  }
}
