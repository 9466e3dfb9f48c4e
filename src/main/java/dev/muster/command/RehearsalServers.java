package dev.muster.command;

import dev.muster.client.Clients;
import dev.muster.deployment.CallsMade;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.plan.FrozenPlans;
import dev.muster.rehearsal.ModelServerSettings;
import dev.muster.rehearsal.Rehearsal;
import dev.muster.rehearsal.RehearsalSettings;
import dev.muster.rehearsal.RunningRehearsal;
import dev.muster.secret.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Starts the world around a rehearsal before the engine takes up work: model server, site, remote
 * stand-ins; and names their places. An unfinished rehearsal plays the cassettes of its frozen
 * plan.
 */
final class RehearsalServers implements ApplicationListener<ApplicationStartedEvent> {
  private static final String LOG = "model-server.jsonl";

  private final RehearsalHome home;
  private final Spoil spoil;
  private final int latency;
  private final double usageFactor;
  private RunningRehearsal running;
  private Optional<Deployment> unfinished = Optional.empty();

  RehearsalServers(RehearsalHome home, Spoil spoil, int latency, double usageFactor) {
    this.home = home;
    this.spoil = spoil;
    this.latency = latency;
    this.usageFactor = usageFactor;
  }

  @Override
  public void onApplicationEvent(ApplicationStartedEvent started) {
    var context = started.getApplicationContext();
    unfinished =
        context.getBean(Deployments.class).all().stream()
            .filter(d -> d.status().equals("RUNNING"))
            .findFirst();
    unfinished.ifPresent(this::refuseSpoiling);
    if (unfinished.isEmpty()) {
      home.spoiledBy(spoil.gate());
    }
    System.out.println("Starting the rehearsal's models and servers");
    var plan = plan(context);
    running = Rehearsal.start(settings(plan));
    places(context.getBean(Secrets.class));
    unfinished
        .filter(RehearsalServers::isFrozen)
        .ifPresent(d -> new MovedServers(context.getBean(Clients.class)).bindAgain(d.id(), plan));
    context.getBeanFactory().registerSingleton("callsMade", (CallsMade) this::received);
  }

  private int received(Set<Long> attempts, Instant since) {
    var ids = attempts.stream().map(String::valueOf).collect(Collectors.toSet());
    return (int)
        running.modelServer().log().stream()
            .filter(e -> e.attempt() == null ? e.time().isAfter(since) : ids.contains(e.attempt()))
            .count();
  }

  /** Its plan is frozen: what was not spoiled from the start would spoil half a rehearsal. */
  private void refuseSpoiling(Deployment deployment) {
    var before = home.spoiledBy();
    if (spoil.gate() != null && !spoil.gate().equals(before)) {
      throw new IllegalArgumentException(
          "rehearsal "
              + deployment.id()
              + " is unfinished and was started "
              + (before == null ? "without --fail" : "with --fail " + before)
              + ": --fail "
              + spoil.gate()
              + " comes too late; finish it as it was started, or remove "
              + home.folder());
    }
  }

  private FrozenPlan plan(ApplicationContext context) {
    return unfinished
        .filter(RehearsalServers::isFrozen)
        .map(deployment -> context.getBean(DeploymentPlans.class).of(deployment.id()))
        .orElseGet(() -> context.getBean(FrozenPlans.class).read(planFile()));
  }

  private static boolean isFrozen(Deployment deployment) {
    return deployment.planDigest() != null;
  }

  /** Of a rehearsal that was stopped before its plan was frozen: what it is about to freeze. */
  private Path planFile() {
    return unfinished
        .map(deployment -> Path.of(deployment.planFile()))
        .orElseGet(() -> Home.plans().resolve(spoil.plan()));
  }

  private RehearsalSettings settings(FrozenPlan plan) {
    var models =
        ModelServerSettings.of(home.kept().get(RehearsalHome.KEY), home.folder().resolve(LOG))
            .withLatency(Duration.ofMillis(latency), Map.of())
            .withUsageFactor(usageFactor)
            .withFaults(spoil.faults().apply(plan.plan()));
    var site = Spoil.read(Home.plans().resolve("site"));
    return RehearsalSettings.of(plan.folder(plan.plan().operation().cassettes()), models, site)
        .withOverlay(spoil.overlay())
        .withStandins(Home.plans().resolve("standins/remotes.mjs"), tokens());
  }

  private void places(Secrets secrets) {
    secrets.define("MUSTER_DATA", home.folder().toString());
    secrets.define("MUSTER_PLAN_DIR", Home.plans().toString());
    secrets.define("MUSTER_MODELS_URL", running.modelsUrl());
    secrets.define("MUSTER_SITE_URL", running.siteUrl());
    secrets.define("MUSTER_REMOTES_URL", running.standinsUrl());
    secrets.define(RehearsalHome.KEY, home.kept().get(RehearsalHome.KEY));
    // Named like a place, since the rehearsal makes it, and a secret all the same.
    secrets.remember(RehearsalHome.KEY, home.kept().get(RehearsalHome.KEY));
  }

  /** The tokens that the remote stand-ins accept. */
  Map<String, String> tokens() {
    var tokens = new HashMap<>(home.kept());
    tokens.keySet().removeIf(name -> name.startsWith("MUSTER_"));
    return tokens;
  }

  /** The unfinished rehearsal, or a new one. */
  String deployment(Deployments deployments) {
    return unfinished
        .map(Deployment::id)
        .orElseGet(
            () ->
                deployments.start(Home.plans().resolve(spoil.plan()), RehearsalApprover.REQUESTER));
  }

  void closeWith(ConfigurableApplicationContext context) {
    context.addApplicationListener(
        (ApplicationListener<ContextClosedEvent>)
            closed -> {
              try {
                running.close();
              } catch (IOException e) {
                System.err.println("muster: the rehearsal's servers did not stop: " + e);
              }
            });
  }
}
