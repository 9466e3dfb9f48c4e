package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.SessionWorld;
import dev.muster.WholeMuster;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Usage;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.DeploymentPlans;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The clock of a run that a CLI works begins when the CLI may. */
@WholeMuster
class SessionClockTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Offset<Double> SOME = Offset.offset(5.0);
  private static final Offset<Long> A_BIT = Offset.offset(60_000L);

  @TempDir Path folder;
  @Autowired private ApplicationContext muster;
  @Autowired private Runs runs;
  private final LaterClock clock = new LaterClock();
  private RunTime time;
  private RunLimits limits;
  private RunQueue queue;
  private SessionTable sessionTable;
  private SessionWorld world;
  private Deployed deployed;
  private Run run;

  @BeforeEach
  void start() {
    var jdbc = muster.getBean(JdbcClient.class);
    var plans = muster.getBean(DeploymentPlans.class);
    time = new RunTime(jdbc, clock);
    limits = new RunLimits(time, muster.getBean(SpentTurns.class), plans, clock);
    queue = new RunQueue(jdbc, clock);
    sessionTable = new SessionTable(jdbc, muster.getBean(ObjectMapper.class), clock);
    world = new SessionWorld(muster, folder, Duration.ZERO);
    deployed = world.deployed(Kind.QWEN_CODE, "qwen", "0.24.4");
    run = SessionWorld.run(deployed);
  }

  @AfterEach
  void end() throws IOException {
    world.close();
  }

  @Test
  void what_it_waits_for_a_thread_is_nobodys_time_and_what_it_works_is() {
    clock.later(HOUR);
    assertThat(minutes()).as("while it waits").isCloseTo(0, SOME);
    queue.leave(run.id(), Duration.ZERO);
    assertThat(minutes()).as("when it begins").isCloseTo(0, SOME);
    assertThat(limits.reached(deployed.again(run))).isEmpty();
    assertThat(limits.left(deployed.again(run))).isGreaterThan(Duration.ofMinutes(10));

    clock.later(HOUR);

    assertThat(minutes()).as("when it has worked").isCloseTo(60, SOME);
    assertThat(limits.reached(deployed.again(run))).contains("time limit of 15 minutes reached");
  }

  /** A session is no call: it would use the time of all others. */
  @Test
  void a_session_gets_no_more_than_what_its_deployment_has_left() {
    var narrow =
        world.deployed(Kind.QWEN_CODE, "qwen", "0.24.4", "  usd: 30", "  usd: 30\n  minutes: 60");
    var earlier = SessionWorld.run(narrow);
    queue.leave(earlier.id(), Duration.ZERO);
    clock.later(Duration.ofMinutes(55));
    var last = SessionWorld.run(narrow);
    narrow.at("run", "opened_at", "id = '" + last.id() + "'", clock.instant());
    narrow
        .jdbc()
        .sql("update muster.run set queued_since = null where id = ?")
        .param(last.id())
        .update();

    assertThat(limits.left(narrow.again(last))).isBetween(Duration.ZERO, Duration.ofMinutes(6));
    assertThat(limits.timeUp(narrow.again(last)))
        .as("its own time is not up")
        .isEqualTo("the session's share of the minutes of budget " + narrow.id + " is used up");

    clock.later(Duration.ofMinutes(6));

    assertThat(limits.timeUp(narrow.again(last))).startsWith("budget " + narrow.id + " has -");
  }

  /** Each of them would else be given all of it. */
  @Test
  void sessions_that_work_at_once_never_hold_more_than_their_node_has_left() {
    var narrow =
        world.deployed(Kind.QWEN_CODE, "qwen", "0.24.4", "  usd: 30", "  usd: 30\n  minutes: 30");
    var mine = working(narrow);
    assertThat(limits.left(narrow.again(mine))).as("alone").isGreaterThan(Duration.ofMinutes(14));

    var second = working(narrow);
    assertThat(limits.left(narrow.again(second))).isGreaterThan(Duration.ofMinutes(14));
    var third = SessionWorld.run(narrow);
    queue.leave(third.id(), Duration.ZERO);
    assertThat(waitsFor(third))
        .contains("other sessions hold what is left of the minutes of budget " + narrow.id);
    assertThat(waitsFor(mine)).as("what it holds itself").isEmpty();

    sessionTable.end(second.id(), 1, "DONE", null);
    assertThat(waitsFor(third)).as("what one that has ended did not use is there").isEmpty();
    assertThat(limits.left(narrow.again(third))).isGreaterThan(Duration.ofMinutes(14));
    var fourth = working(narrow);
    assertThat(waitsFor(third)).isPresent();
    queue.enter(fourth.id());
    assertThat(waitsFor(third)).as("who waits holds nothing").isEmpty();
    queue.leave(fourth.id(), Duration.ZERO);
    muster.getBean(RunTable.class).stopped(fourth.id(), "enough");
    assertThat(waitsFor(third)).as("nor does who has stopped").isEmpty();
  }

  /** Nor is it taken off twice, as waiting and as time without a node. */
  @Test
  void what_a_person_is_waited_for_over_a_nodes_start_is_counted_once() {
    queue.leave(run.id(), Duration.ZERO);
    var asked = clock.instant();
    clock.later(HOUR);
    var start = clock.instant();
    clock.later(HOUR);
    var waited = Duration.between(asked, clock.instant()).toMillis();

    new RunTable(muster.getBean(JdbcClient.class), clock).waited(run.id(), waited);
    time.down(run.id(), start);
    assertThat(minutes()).as("answered, then begun again").isCloseTo(0, SOME);

    var other = SessionWorld.run(deployed);
    queue.leave(other.id(), Duration.ZERO);
    long before = stoodStill(other);
    clock.later(HOUR);
    time.down(other.id(), clock.instant());
    clock.later(HOUR);
    new RunTable(muster.getBean(JdbcClient.class), clock)
        .waited(other.id(), Duration.ofHours(2).toMillis());
    assertThat(stoodStill(other) - before)
        .as("begun again, then answered")
        .isCloseTo(Duration.ofHours(2).toMillis(), A_BIT);
  }

  private long stoodStill(Run of) {
    return muster
        .getBean(JdbcClient.class)
        .sql("select waited_millis + down_millis from muster.run where id = ?")
        .param(of.id())
        .query(Long.class)
        .single();
  }

  private Optional<String> waitsFor(Run of) {
    return muster
        .getBean(TransactionTemplate.class)
        .execute(status -> limits.waitsFor(deployed.again(of)));
  }

  private Run working(Deployed deployed) {
    var other = SessionWorld.run(deployed);
    queue.leave(other.id(), Duration.ZERO);
    sessionTable.begin(other.id(), "task", deployed.plan().models().get("worker"));
    sessionTable.holds(other.id(), 1, limits.left(deployed.again(other)));
    return other;
  }

  /** A try that broke waits once more. */
  @Test
  void what_it_waits_for_its_next_try_is_not_its_time_either() {
    queue.leave(run.id(), Duration.ZERO);
    clock.later(Duration.ofMinutes(10));
    queue.enter(run.id());
    clock.later(HOUR);
    queue.leave(run.id(), Duration.ZERO);
    assertThat(minutes()).isCloseTo(10, SOME);
  }

  /** It was at work when its node ended, so that nobody noted that it waits again. */
  @Test
  void what_a_restarted_node_makes_it_wait_is_told_by_the_node() {
    runs.begins(run.id(), Duration.ZERO);
    var before = deployed.again(run).waitedMillis();
    runs.begins(run.id(), Duration.ofMinutes(3));
    assertThat(deployed.again(run).waitedMillis() - before).isEqualTo(180_000);
  }

  /** A session says nothing in the conversation before its end. */
  @Test
  void what_a_session_worked_before_a_nodes_start_is_its_time() {
    queue.leave(run.id(), Duration.ZERO);
    var number = begun("GATEWAY");
    clock.later(Duration.ofMinutes(10));
    sessionTable.end(run.id(), number, "DONE", null);
    clock.later(HOUR);

    assertThat(time.down(run.id(), clock.instant())).as("down").isCloseTo(HOUR.toMillis(), A_BIT);
    assertThat(minutes()).isCloseTo(10, SOME);
  }

  /** The gateway's last answer tells about when that was. */
  @Test
  void what_a_session_worked_when_its_node_died_is_its_time_as_far_as_its_calls_tell() {
    queue.leave(run.id(), Duration.ZERO);
    begun("GATEWAY");
    clock.later(Duration.ofMinutes(10));
    deployed.paid(run, "coder", new Usage(10, 0, 0, 10, 0));
    called("answered_at", "ANSWERED");
    clock.later(HOUR);

    assertThat(time.down(run.id(), clock.instant())).as("down").isCloseTo(HOUR.toMillis(), A_BIT);
    assertThat(minutes()).isCloseTo(10, SOME);
  }

  /** Its next life writes at its start that the call's end is unknown: that is no sign of work. */
  @Test
  void a_call_that_died_with_its_node_tells_when_it_was_sent_and_not_when_it_was_found() {
    queue.leave(run.id(), Duration.ZERO);
    begun("GATEWAY");
    clock.later(Duration.ofMinutes(10));
    deployed.bean(Ledger.class).unknown(deployed.sending(run, "coder"), "its node ended");
    called("sent_at", "UNKNOWN");
    clock.later(HOUR);
    called("answered_at", "UNKNOWN");

    assertThat(time.down(run.id(), clock.instant())).as("down").isCloseTo(HOUR.toMillis(), A_BIT);
  }

  /** Another node may have started while this one's session was at work. */
  @Test
  void a_vendors_session_that_is_over_was_at_work_whatever_node_started_meanwhile() {
    queue.leave(run.id(), Duration.ZERO);
    var number = begun("VENDOR");
    clock.later(Duration.ofMinutes(10));
    var other = clock.instant();
    clock.later(Duration.ofMinutes(10));
    sessionTable.end(run.id(), number, "DONE", null);

    assertThat(time.down(run.id(), other)).isZero();
    assertThat(minutes()).isCloseTo(20, SOME);
  }

  /** Its node died when it had left the queue and its next try was not written yet. */
  @Test
  void what_it_waited_in_the_queue_is_not_taken_off_once_more_as_time_without_a_node() {
    queue.leave(run.id(), Duration.ZERO);
    var number = begun("GATEWAY");
    clock.later(Duration.ofMinutes(10));
    sessionTable.end(run.id(), number, "BROKEN", "it broke");
    queue.enter(run.id());
    clock.later(HOUR);
    queue.leave(run.id(), Duration.ZERO);
    clock.later(HOUR);
    time.down(run.id(), clock.instant());
    clock.later(Duration.ofMinutes(10));

    assertThat(minutes()).isCloseTo(20, SOME);
  }

  /** It started before the run did, and takes over what another node had counted. */
  @Test
  void what_a_later_node_counted_is_not_the_runs_time_for_an_older_one() {
    queue.leave(run.id(), Duration.ZERO);
    var number = begun("GATEWAY");
    clock.later(Duration.ofMinutes(5));
    sessionTable.end(run.id(), number, "BROKEN", "it broke");
    queue.enter(run.id());
    clock.later(HOUR);
    var start = clock.instant();
    clock.later(HOUR);
    time.down(run.id(), start);
    queue.leave(run.id(), Duration.ZERO);
    clock.later(Duration.ofMinutes(5));

    assertThat(limits.down(deployed.again(run))).isCloseTo(HOUR.toMillis(), A_BIT);
    assertThat(limits.reached(deployed.again(run))).isEmpty();
  }

  /** A node that was taken for dead comes back and says how its try ended. */
  @Test
  void a_run_that_another_node_works_does_not_wait_since_an_earlier_try_ends_late() {
    queue.leave(run.id(), Duration.ZERO);
    var first = begun("GATEWAY");
    var second = begun("GATEWAY");
    queue.enterAfter(run.id(), first);
    clock.later(Duration.ofMinutes(5));
    assertThat(minutes()).as("it is at work").isCloseTo(5, SOME);

    sessionTable.end(run.id(), second, "BROKEN", "it broke");
    queue.enterAfter(run.id(), second);
    clock.later(HOUR);
    queue.enterAfter(run.id(), first);
    assertThat(minutes()).as("it waits since its last try").isCloseTo(5, SOME);
    queue.leave(run.id(), Duration.ZERO);
    assertThat(minutes()).isCloseTo(5, SOME);
  }

  private int begun(String via) {
    var number = sessionTable.begin(run.id(), "task", deployed.plan().models().get("worker"));
    var change = "update muster.session set via = ? where run_id = ?";
    deployed.jdbc().sql(change).params(via, run.id()).update();
    return number;
  }

  /** Moves its last call to this clock's time. */
  private void called(String column, String state) {
    var where = "subject = '" + run.id() + "' and state = '" + state + "'";
    deployed.at("attempt", column, where, clock.instant());
  }

  private double minutes() {
    return time.minutes(deployed.id, null, null);
  }

  private static final class LaterClock extends Clock {
    private Duration by = Duration.ZERO;

    void later(Duration more) {
      by = by.plus(more);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
