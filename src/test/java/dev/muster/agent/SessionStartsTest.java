package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.muster.Deployed;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** Sessions that want to begin at once, before minutes that are enough for one of them. */
@WholeMuster
@Timeout(300)
class SessionStartsTest {
  private static final int ROUNDS = 10;

  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Runs runs;
  @Autowired private Sessions sessions;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private SessionWorld world;
  private SessionStarts starts;

  @BeforeEach
  void start() {
    world = new SessionWorld(muster, folder, Duration.ZERO);
    starts = muster.getBean(SessionStarts.class);
  }

  @AfterEach
  void end() throws IOException {
    threads.shutdownNow();
    world.close();
  }

  @Test
  void of_two_that_begin_at_once_one_works_and_the_other_waits_for_its_end() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      oneWorksAndTheOtherWaits(starts);
    }
  }

  /** The race as it is lost: both would have looked before one of them holds anything. */
  @Test
  void nobody_looks_for_minutes_while_another_who_has_looked_does_not_hold_its_own_yet()
      throws Exception {
    oneWorksAndTheOtherWaits(
        new SessionStarts(
            muster.getBean(SessionTable.class),
            new SlowLimits(muster),
            muster.getBean(RunTime.class),
            muster.getBean(RunQueue.class),
            muster.getBean(TransactionTemplate.class)));
  }

  /** However often it is asked: the minutes may be held for longer than it has tries. */
  @Test
  void a_run_that_waits_for_others_starts_no_cli_pays_nothing_and_loses_no_try()
      throws IOException {
    var clis = folder.resolve("clis").toAbsolutePath();
    var script = SessionWorld.script(folder, "echo x >> " + clis + "\n" + SessionWorld.DONE);
    var deployed =
        narrow(script.toString(), SessionWorld.vendor("metered\n    price: claude-opus-5"));
    var works = begun(deployed);
    var number = starts.begin(works, deployed.task(), worker(deployed));
    var waits = SessionWorld.run(deployed);
    var task = deployed.task();
    for (int asked = 1; asked <= 4; asked++) {
      runs.begins(waits.id(), Duration.ZERO);
      assertThatThrownBy(() -> sessions.work(task, waits.id(), true))
          .hasMessage("other sessions hold what is left of the minutes of budget " + deployed.id)
          .asInstanceOf(type(SessionBroken.class))
          .matches(e -> e.next() == SessionBroken.Next.WAITS);
      waitsWithoutATrace(deployed, waits);
    }
    assertThat(clis).as("no CLI was started").doesNotExist();

    deployed.bean(SessionTable.class).end(works.id(), number, "DONE", null);
    runs.begins(waits.id(), Duration.ZERO);
    sessions.work(task, waits.id(), true);

    assertThat(Files.readAllLines(clis)).hasSize(1);
    assertThat(states(waits)).containsExactly("DONE");
    assertThat(deployed.bean(Ledger.class).attemptsOf(deployed.id, waits.id()))
        .extracting(Attempt::state)
        .containsExactly(Attempt.State.ANSWERED);
    assertThat(deployed.again(waits).stopReason()).isNull();
  }

  private void oneWorksAndTheOtherWaits(SessionStarts begins) throws Exception {
    var deployed = narrow("qwen");
    var pair = List.of(begun(deployed), begun(deployed));

    var told = atOnce(begins, deployed, pair);

    assertThat(told).containsExactlyInAnyOrder("try 1", "WAITS");
    var works = pair.get(told.indexOf("try 1"));
    var waits = pair.get(told.indexOf("WAITS"));
    assertThat(states(works)).containsExactly("WORKING");
    assertThat(isQueued(deployed, works)).as("who works is in the queue").isFalse();
    waitsWithoutATrace(deployed, waits);

    deployed.bean(SessionTable.class).end(works.id(), 1, "DONE", null);
    runs.begins(waits.id(), Duration.ZERO);

    var next = deployed.again(waits);
    assertThat(begins.begin(next, deployed.task(), worker(deployed))).isEqualTo(1);
    assertThat(states(waits)).containsExactly("WORKING");
  }

  /** What each of them was told. */
  private List<String> atOnce(SessionStarts begins, Deployed deployed, List<Run> all)
      throws Exception {
    var model = worker(deployed);
    var gate = new CyclicBarrier(all.size());
    var work = new ArrayList<Callable<String>>();
    for (var run : all) {
      var task = deployed.task();
      work.add(
          () -> {
            gate.await(30, TimeUnit.SECONDS);
            return told(begins, run, task, model);
          });
    }
    var told = new ArrayList<String>();
    for (var one : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
      told.add(one.get());
    }
    return told;
  }

  private static String told(SessionStarts begins, Run run, String task, Model model) {
    try {
      return "try " + begins.begin(run, task, model);
    } catch (SessionBroken e) {
      return e.next().name();
    }
  }

  private void waitsWithoutATrace(Deployed deployed, Run run) {
    assertThat(sessions.of(run.id())).as("tries").isEmpty();
    assertThat(isQueued(deployed, run)).as("who waits is in the queue").isTrue();
    var ledger = deployed.bean(Ledger.class);
    assertThat(ledger.attemptsOf(deployed.id, run.id())).as("calls").isEmpty();
    assertThat(ledger.committed(run.budgetPath())).as("USD").isZero();
    assertThat(ledger.committedTokens(run.budgetPath())).as("tokens").isZero();
    assertThat(ledger.committedTurns(run.budgetPath())).as("turns").isZero();
    assertThat(deployed.bean(SpentTurns.class).of(run)).as("turns used").isZero();
    assertThat(deployed.again(run).stopReason()).isNull();
  }

  private List<String> states(Run run) {
    return sessions.of(run.id()).stream().map(Sessions.Session::state).toList();
  }

  private static boolean isQueued(Deployed deployed, Run run) {
    return deployed
        .jdbc()
        .sql("select queued_since is not null from muster.run where id = ?")
        .param(run.id())
        .query(Boolean.class)
        .single();
  }

  /** A run whose session has its thread. */
  private Run begun(Deployed deployed) {
    var run = SessionWorld.run(deployed);
    runs.begins(run.id(), Duration.ZERO);
    return deployed.again(run);
  }

  private static Model worker(Deployed deployed) {
    return deployed.plan().models().get("worker");
  }

  /** It has as many minutes as one run may take. */
  private Deployed narrow(String command, String... changes) {
    var minutes = Stream.of("  usd: 30", "  usd: 30\n  minutes: 15");
    return world.deployed(
        Kind.QWEN_CODE,
        command,
        "0.24.4",
        Stream.concat(minutes, Stream.of(changes)).toArray(String[]::new));
  }

  /** Who has looked stays for a moment, so that another one may look before anything is held. */
  private static final class SlowLimits extends RunLimits {
    private final CountDownLatch looked = new CountDownLatch(2);

    SlowLimits(ApplicationContext muster) {
      super(
          muster.getBean(RunTime.class),
          muster.getBean(SpentTurns.class),
          muster.getBean(DeploymentPlans.class),
          Clock.systemUTC());
    }

    @Override
    Optional<String> waitsFor(Run run) {
      var others = super.waitsFor(run);
      looked.countDown();
      try {
        looked.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return others;
    }
  }
}
