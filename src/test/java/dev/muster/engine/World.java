package dev.muster.engine;

import dev.muster.Muster;
import dev.muster.engine.pump.Topics;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.Worker;
import dev.muster.rehearsal.ModelServer;
import dev.muster.rehearsal.ModelServerSettings;
import dev.muster.rehearsal.Rehearsal;
import dev.muster.rehearsal.RehearsalSettings;
import dev.muster.rehearsal.RunningRehearsal;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFile;
import dev.muster.store.TestDatabase;
import dev.muster.telemetry.SpanCollector;
import dev.muster.telemetry.ToldSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The real application on a real database with the world of a rehearsal around it: one for all
 * process tests of this JVM. Many deployments run in it at once, each with homes of its own.
 */
public final class World {
  static final String SECOND = "second";
  private static final String KEY = "rehearsal-key";
  private static final String TOKEN = "rehearsal-token";
  private static World instance;

  private final Path folder;
  private final RunningRehearsal rehearsal;
  private final SpanCollector spans = SpanCollector.start();
  private final ConfigurableApplicationContext context;
  private final Map<String, Map<String, Instead>> instead = new ConcurrentHashMap<>();

  private final Map<String, CompletableFuture<Map<String, Object>>> inFlight =
      new ConcurrentHashMap<>();

  /** What happens to a task of one deployment in place of its worker's work. */
  interface Instead {
    CompletionStage<Map<String, Object>> of(WorkItem item, Worker real);
  }

  private World() throws IOException {
    folder = Path.of("target", "process-tests", "w" + ProcessHandle.current().pid());
    FileTrees.delete(folder);
    FileTrees.copy(Path.of("plans"), plans());
    SmallSwarm.into(plans());
    var site = FileTrees.read(plans().resolve("site"));
    var models = ModelServerSettings.of(KEY, folder.resolve("models.jsonl"));
    var tokens = Map.of("LINEAR_TOKEN", TOKEN, "SUPABASE_TOKEN", TOKEN, "HF_TOKEN", TOKEN);
    rehearsal =
        Rehearsal.start(
            RehearsalSettings.of(cassettes(), models, site)
                .withStandins(plans().resolve("standins/remotes.mjs").toAbsolutePath(), tokens));
    context = start();
    Stream.of("LINEAR", "SUPABASE", "HF")
        .forEach(n -> bean(SecretsFile.class).store("REHEARSAL_" + n + "_TOKEN", TOKEN));
    approver(SECOND);
    wrapWorkers();
    AbstractAssertions.init(bean(ProcessEngine.class));
  }

  /** The world, started with its first use. */
  public static synchronized World get() {
    if (instance == null) {
      try {
        instance = new World();
        Runtime.getRuntime().addShutdownHook(new Thread(instance::close, "world-end"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return instance;
  }

  private ConfigurableApplicationContext start() {
    var properties = new HashMap<String, Object>(TestDatabase.freshProperties("processes"));
    properties.put("muster.data", data().toString());
    properties.put("server.port", "0");
    properties.put("muster.print-logins", "false");
    properties.put("management.otlp.tracing.endpoint", spans.endpoint());
    properties.put("muster.commands", "enclosed-if-possible");
    properties.put("MUSTER_ADMIN_PASSWORD", "admin-of-tests");
    properties.put("MUSTER_APPROVER_PASSWORD", "approver-of-tests");
    var spring = new SpringApplication(Muster.class);
    spring.setLogStartupInfo(false);
    spring.setRegisterShutdownHook(false);
    spring.addListeners(
        (ApplicationListener<ApplicationStartedEvent>)
            started -> places(started.getApplicationContext().getBean(Secrets.class)));
    return spring.run(
        properties.entrySet().stream()
            .map(e -> "--" + e.getKey() + "=" + e.getValue())
            .toArray(String[]::new));
  }

  private void places(Secrets secrets) {
    secrets.define("MUSTER_DATA", data().toString());
    secrets.define("MUSTER_PLAN_DIR", plans().toAbsolutePath().toString());
    secrets.define("MUSTER_MODELS_URL", rehearsal.modelsUrl());
    secrets.define("MUSTER_SITE_URL", rehearsal.siteUrl());
    secrets.define("MUSTER_REMOTES_URL", rehearsal.standinsUrl());
    secrets.define("MUSTER_REHEARSAL_KEY", KEY);
  }

  private Map<String, byte[]> cassettes() {
    var all = FileTrees.read(plans().resolve("cassettes"));
    all.putAll(SmallSwarm.cassettes());
    return all;
  }

  /**
   * Another model server, for deployments whose models behave otherwise; its place is {@code
   * MUSTER_name_URL}.
   */
  ModelServer models(
      String name, Map<String, byte[]> changed, UnaryOperator<ModelServerSettings> settings) {
    var cassettes = cassettes();
    cassettes.putAll(changed);
    var own = ModelServerSettings.of(KEY, folder.resolve("models-" + name + ".jsonl"));
    var running = Rehearsal.start(RehearsalSettings.of(cassettes, settings.apply(own), Map.of()));
    bean(Secrets.class).define("MUSTER_" + name + "_URL", running.modelsUrl());
    return running.modelServer();
  }

  private void approver(String name) {
    var identity = bean(IdentityService.class);
    identity.saveUser(identity.newUser(name));
    identity.createMembership(name, "approvers");
  }

  /** Every worker goes through a door at which a test can put another in its place. */
  private void wrapWorkers() {
    var topics = bean(Topics.class);
    for (var real : topics.workers()) {
      topics.replace(
          new Worker(
              real.topic(),
              item -> {
                var deployment = String.valueOf(item.variables().get("deploymentId"));
                var plan = String.valueOf(item.variables().get("planFile"));
                var here = instead.getOrDefault(deployment, instead.getOrDefault(plan, Map.of()));
                var other = here.getOrDefault(real.topic(), here.get(item.activityId()));
                return other == null ? real.body().apply(item) : other.of(item, real);
              },
              taskId -> {
                real.cancel().accept(taskId);
                var held = inFlight.remove(taskId);
                if (held != null) {
                  held.completeExceptionally(new CancellationException("cancelled"));
                }
              }));
    }
  }

  /** Work that is in flight until the engine cancels it. */
  CompletionStage<Map<String, Object>> untilCancelled(WorkItem item) {
    return inFlight.computeIfAbsent(item.taskId(), id -> new CompletableFuture<>());
  }

  /** Puts something in the place of a topic or of one activity, for one deployment. */
  void instead(String deploymentId, String topicOrActivity, Instead other) {
    instead.computeIfAbsent(deploymentId, id -> new ConcurrentHashMap<>());
    instead.get(deploymentId).put(topicOrActivity, other);
  }

  /** Gives the work back to the workers. */
  void restore(String deploymentId) {
    instead.put(deploymentId, new ConcurrentHashMap<>());
  }

  /** A bean of the running application. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** The running application. */
  ApplicationContext muster() {
    return context;
  }

  /** What the operator's collector was told of a deployment. */
  List<ToldSpan> spans(String deploymentId) {
    return spans.of(context, deploymentId);
  }

  /** Whatever it was told. */
  List<ToldSpan> allSpans() {
    return spans.all(context);
  }

  Path plans() {
    return folder.resolve("plans");
  }

  Path data() {
    return folder.resolve("data").toAbsolutePath();
  }

  private void close() {
    try {
      context.close();
      rehearsal.close();
      spans.close();
      FileTrees.delete(folder);
    } catch (IOException | RuntimeException e) {
      System.err.println("the world of the process tests did not end: " + e);
    }
  }
}
