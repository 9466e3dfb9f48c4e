package dev.muster.engine;

import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.Kind;
import dev.muster.approval.TaskCompletion;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;

/** One deployment of the small swarm, with clients' homes and people of its own. */
final class Trial {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ENOUGH_VOID = 5;
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final String SETTINGS = "{\n  // mine\n  \"theme\": \"dark\"\n}\n";

  private final World world;
  private final Path homes;
  private final Path plan;
  private final SortedMap<String, String> before;
  private String id;

  /** How a deployment stands still: ENDED (by itself), GONE, INCIDENT, or ASKED a person. */
  record Rest(String how, String detail) {}

  /** What a person answers, and who. */
  record Answer(String user, String decision) {}

  private Trial(World world, String changes) {
    this.world = world;
    var name = "trial-" + NUMBER.incrementAndGet();
    homes = world.data().resolve("homes").resolve(name);
    plan = world.plans().resolve(name + ".yaml");
    var clients = new StringBuilder("clients:\n");
    for (var client :
        List.of("qwen-code", "gemini-cli", "copilot-cli", "claude-code", "mcporter")) {
      clients.append(
          "  %s: {home: '${MUSTER_DATA}/homes/%s/%s'}\n".formatted(client, name, client));
    }
    write(plan, "extends: small.yaml\nname: " + name + "\n" + clients + changes);
    write(homes.resolve("qwen-code/.qwen/settings.json"), SETTINGS);
    before = homes();
  }

  /** A deployment that is started as the plan says. */
  static Trial started(World world, String changes) {
    return prepared(world, changes).start();
  }

  /** A deployment whose plan is written; nothing runs. */
  static Trial prepared(World world, String changes) {
    return new Trial(world, changes);
  }

  Trial start() {
    id = world.bean(Deployments.class).start(plan, "admin");
    return this;
  }

  /** Starts with something in a worker's place from the first moment on. */
  Trial startWith(String topicOrActivity, World.Instead other) {
    // The first task runs before the deployment's id is known here.
    world.instead(plan.toString(), topicOrActivity, other);
    start();
    world.instead(id, topicOrActivity, other);
    return this;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id() {
    return id;
  }

  Path plan() {
    return plan;
  }

  Path home() {
    return homes;
  }

  SortedMap<String, String> homes() {
    return FileTrees.digests(homes);
  }

  SortedMap<String, String> homesBefore() {
    return before;
  }

  String status() {
    return world.bean(Deployments.class).find(id).map(d -> d.status()).orElse("UNKNOWN");
  }

  ProcessInstance root() {
    return world
        .bean(RuntimeService.class)
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(id)
        .processDefinitionKey("swarm-deployment")
        .singleResult();
  }

  List<Approval> open() {
    return asked().stream().filter(a -> a.state().equals("OPEN")).toList();
  }

  List<Approval> asked() {
    return world.bean(Approvals.class).of(id);
  }

  List<Approval> asked(Kind kind, String gate) {
    return asked().stream().filter(a -> a.kind() == kind && a.gate().equals(gate)).toList();
  }

  /** Says yes to everything that may pass; takes back what failed. */
  static Answer yes(Approval asked) {
    return switch (asked.kind()) {
      case REVIEW_TOOLS -> new Answer("approver", "KEEP_QUARANTINED");
      case APPROVE_GATE, APPROVE_ROUTING -> new Answer("approver", "APPROVE");
      case DECIDE_FAILED, DECIDE_INCONCLUSIVE -> new Answer("approver", "TAKE_BACK");
      case CONFIRM_WAIVER -> new Answer("approver", "REFUSE");
      case PROVIDE_CREDENTIALS -> new Answer("admin", "SKIP");
      case APPROVE_TOOL_CALL -> new Answer("approver", "ALLOW");
      case REVIEW_RESULT -> new Answer("approver", "ACCEPT");
      case LOOK_INTO_ALARM -> new Answer("admin", "RESOLVED");
    };
  }

  /** Goes on with people who say yes. */
  Rest rest() {
    return rest(Trial::yes);
  }

  /**
   * Goes on until nothing moves.
   *
   * @param people null leaves a question open; an answer without a user was given already
   */
  Rest rest(Function<Approval, Answer> people) {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      var rest = look(people);
      if (rest != null) {
        return rest;
      }
      pause();
    }
    throw new AssertionError(
        "deployment " + id + " still moves: " + world.bean(ProcessControl.class).tokens(id));
  }

  private Rest look(Function<Approval, Answer> people) {
    var gone = root() == null;
    if (!status().equals("RUNNING") && gone) {
      return new Rest("ENDED", status());
    }
    var incidents = world.bean(ProcessControl.class).incidents(id);
    if (!incidents.isEmpty()) {
      return new Rest("INCIDENT", String.join("; ", incidents));
    }
    if (gone) {
      return new Rest("GONE", status());
    }
    if (asked().stream().filter(a -> a.state().equals("VOID")).count() >= ENOUGH_VOID) {
      // Nothing true stands behind what is asked: no person goes on answering for ever.
      return new Rest("VOID", "questions that fit no judgement");
    }
    for (var question : open()) {
      var answer = people.apply(question);
      if (answer == null) {
        return new Rest("ASKED", question.name());
      }
      if (answer.user() != null) {
        answer(question, answer);
      }
    }
    return null;
  }

  void answer(Approval question, Answer answer) {
    try {
      world
          .bean(TaskCompletion.class)
          .complete(
              question.taskId(),
              answer.user(),
              Map.of("decision", answer.decision(), "reason", "test"));
    } catch (dev.muster.approval.FormRefused e) {
      if (e.getMessage().contains("no such task")) {
        return; // somebody was faster
      }
      throw e;
    }
  }

  /** Waits until a question of this kind is open. */
  Approval waitFor(Kind kind) {
    rest(a -> a.kind() == kind ? null : yes(a));
    return open().stream().filter(a -> a.kind() == kind).findFirst().orElseThrow();
  }

  static void pause() {
    try {
      Thread.sleep(LOOK_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
