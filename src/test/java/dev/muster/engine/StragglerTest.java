package dev.muster.engine;

import static dev.muster.approval.Kind.DECIDE_FAILED;
import static dev.muster.approval.Kind.DECIDE_INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Runs;
import dev.muster.approval.Approval;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.Worker;
import dev.muster.evidence.Evidence;
import dev.muster.rehearsal.ServerFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An agent that works longer than its wave allows is taken back alone; one that waits for a person
 * is not late, however long the person takes (law 3).
 */
class StragglerTest {
  private static final World WORLD = World.get();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LIMIT = "BoundaryEvent_LimitReached";
  private static final String REST = "CatchEvent_RestOver";
  private static final String UNMETERED =
      """
      models: {copilot: {baseUrl: '${MUSTER_STRAGGLER_URL}/openai/v1'}}
      agents: {anna: {mix: {qwen: null, copilot: 100}}}
      """;
  private static TrialRuns<Story> stories;

  @BeforeAll
  static void tellAll() {
    WORLD.models("STRAGGLER", Map.of(), s -> s.withFaults(ServerFaults.missingUsage()));
    stories = new TrialRuns<>();
    stories.add("working", StragglerTest::working);
    stories.add("waiting", StragglerTest::waiting);
    stories.add("late after all", StragglerTest::lateAfterAll);
  }

  @AfterAll
  static void close() {
    stories.close();
  }

  /** Anna's runs hang in their checks while hours go by. */
  private static Story working() {
    var story =
        new Story(WORLD, "")
            .asked(DECIDE_FAILED, "wave-1", StragglerTest::othersPassed, "approver", "TAKE_BACK");
    var first = new AtomicBoolean(true);
    return story.tell("check-run", (item, real) -> hanging(item, real, story.trial(), first));
  }

  private static CompletionStage<Map<String, Object>> hanging(
      WorkItem item, Worker real, Trial trial, AtomicBoolean first) {
    if (!item.text("agent").equals("anna")) {
      return real.body().apply(item);
    }
    if (first.getAndSet(false)) {
      CompletableFuture.runAsync(() -> lookedAtAfterHours(trial, LIMIT));
    }
    return WORLD.untilCancelled(item);
  }

  private static void othersPassed(Trial trial) {
    assertThat(status(trial, "bert")).isEqualTo(Status.CANARY);
    assertThat(status(trial, "cleo")).isEqualTo(Status.CANARY);
  }

  private static void lookedAtAfterHours(Trial trial, String timer) {
    hoursGoBy(trial, "phase", "started_at");
    hoursGoBy(trial, "agent_state", "started_at");
    run(job(trial, timer));
  }

  private static void hoursGoBy(Trial trial, String table, String column) {
    WORLD
        .bean(JdbcClient.class)
        .sql(
            "update muster.%s set %s = %s - interval '10 hours' where deployment_id = ?"
                .formatted(table, column, column))
        .param(trial.id())
        .update();
  }

  @Test
  void an_agent_that_works_too_long_is_taken_back_and_the_others_go_on() {
    var story = stories.of("working");
    assertThat(status(story.trial(), "anna")).isEqualTo(Status.TAKEN_BACK);
    assertThat(passed(story, "EndEvent_StragglerTakenBack")).isEqualTo(1);
    assertThat(overdue(story)).containsExactly("anna");
    assertThat(WORLD.bean(Runs.class).of(story.trial().id()))
        .filteredOn(run -> run.agent().equals("anna"))
        .isNotEmpty()
        .allMatch(run -> run.closedAt() != null);
    assertThat(story.end().detail()).isEqualTo("TAKEN_BACK");
    assertThat(story.trial().homes()).isEqualTo(story.trial().homesBefore());
  }

  /** A person takes hours to say what becomes of anna, whose figures cannot be had. */
  private static Story waiting() {
    return new Story(WORLD, UNMETERED)
        .asked(DECIDE_INCONCLUSIVE, "agent", StragglerTest::heldUp, "approver", "TAKE_BACK")
        .asked(DECIDE_FAILED, "wave-1", "approver", "TAKE_BACK")
        .tell();
  }

  private static void heldUp(Trial trial) {
    hoursGoBy(trial, "approval", "asked_at");
    lookedAtAfterHours(trial, LIMIT);
    var rest = job(trial, REST);
    assertThat(rest.getDuedate().toInstant())
        .as("what is left of the limit")
        .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(3)));
    assertThat(trial.open()).extracting(Approval::kind).contains(DECIDE_INCONCLUSIVE);
    assertThat(status(trial, "anna")).isEqualTo(Status.PROVISIONING);
  }

  @Test
  void an_agent_that_waits_for_a_person_is_not_late() {
    var story = stories.of("waiting");
    assertThat(story.refusals()).as("the person's answer was acted on").isEmpty();
    assertThat(overdue(story)).isEmpty();
    assertThat(passed(story, "EndEvent_StragglerTakenBack")).isZero();
    assertThat(passed(story, "EndEvent_AgentDone")).isEqualTo(3);
    assertThat(story.root()).isEnded().hasPassed("EndEvent_WaveTakenBack");
  }

  private static Story lateAfterAll() {
    return new Story(WORLD, UNMETERED)
        .asked(DECIDE_INCONCLUSIVE, "agent", StragglerTest::lateAtLast, "approver", "TAKE_BACK")
        .asked(DECIDE_FAILED, "wave-1", "approver", "TAKE_BACK")
        .tell();
  }

  private static void lateAtLast(Trial trial) {
    heldUp(trial);
    lookedAtAfterHours(trial, REST);
    until(() -> status(trial, "anna") == Status.TAKEN_BACK ? true : null);
  }

  @Test
  void what_was_not_late_is_looked_at_again_and_its_question_ends_with_it() {
    var story = stories.of("late after all");
    assertThat(story.refusals()).singleElement().asString().contains("WITHDRAWN");
    assertThat(overdue(story)).containsExactly("anna");
    assertThat(passed(story, "EndEvent_StragglerTakenBack")).isEqualTo(1);
    assertThat(passed(story, "EndEvent_AgentDone")).isEqualTo(2);
  }

  private static List<String> overdue(Story story) {
    return WORLD.bean(Evidence.class).chain(story.trial().id()).stream()
        .filter(entry -> entry.kind().equals("agent-overdue"))
        .map(entry -> entry.subject())
        .toList();
  }

  private static long passed(Story story, String activity) {
    var history = WORLD.bean(HistoryService.class);
    return history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(story.trial().id())
        .processDefinitionKey("wave-rollout")
        .list()
        .stream()
        .mapToLong(
            wave ->
                history
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(wave.getId())
                    .activityId(activity)
                    .finished()
                    .count())
        .sum();
  }

  private static Status status(Trial trial, String agent) {
    return WORLD.bean(AgentRegistry.class).find(trial.id(), agent).orElseThrow().status();
  }

  /** Anna's timer; the engine arms it in its own time. */
  private static Job job(Trial trial, String timer) {
    return until(
        () ->
            WORLD
                .bean(RuntimeService.class)
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(trial.id())
                .processDefinitionKey("wave-rollout")
                .list()
                .stream()
                .flatMap(wave -> timers(wave, timer))
                .findFirst()
                .orElse(null));
  }

  private static java.util.stream.Stream<Job> timers(ProcessInstance wave, String timer) {
    var runtime = WORLD.bean(RuntimeService.class);
    return WORLD
        .bean(ManagementService.class)
        .createJobQuery()
        .processInstanceId(wave.getId())
        .activityId(timer)
        .list()
        .stream()
        .filter(job -> "anna".equals(runtime.getVariable(job.getExecutionId(), "agent")));
  }

  private static void run(Job job) {
    WORLD.bean(ManagementService.class).executeJob(job.getId());
  }

  private static <T> T until(Supplier<T> found) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      var what = found.get();
      if (what != null) {
        return what;
      }
      Trial.pause();
    }
    throw new AssertionError("it never came");
  }
}
