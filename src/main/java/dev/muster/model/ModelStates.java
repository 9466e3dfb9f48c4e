package dev.muster.model;

import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.plan.Price;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What all deployments have learned about the models of a plan; asks no model anything paid. */
@Service
public class ModelStates {
  private static final int WIDTH = 4;
  private static final Reach NOT_ASKED = new Reach(null, "nobody has asked it yet");
  private static final Reach NO_SESSION = new Reach(null, "no session yet");
  private final JdbcClient jdbc;
  private final Secrets secrets;
  private final Clock clock;
  private final HealthTable health;
  private final PlaceTable places;
  private final Ollama ollama;
  private final ExecutorService threads = Threads.pool("model-states", WIDTH);

  ModelStates(JdbcClient jdbc, TransactionTemplate transaction, Secrets secrets, Clock clock) {
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.clock = clock;
    this.health = new HealthTable(jdbc, secrets, clock);
    this.places = new PlaceTable(jdbc, transaction, "", clock);
    this.ollama = new Ollama(secrets);
  }

  /**
   * Every model of the plan that is called itself, in its order; a CLI behind the gateway is its
   * upstream.
   *
   * @param load whether Ollama loads its models now, to see how long that takes
   */
  public CompletableFuture<List<ModelState>> of(Plan plan, boolean load) {
    var states =
        plan.models().values().stream()
            .filter(m -> m.cli() == null || m.cli().via() == Model.Via.VENDOR)
            .map(m -> CompletableFuture.supplyAsync(() -> state(plan, m, load), threads))
            .toList();
    return CompletableFuture.allOf(states.toArray(CompletableFuture[]::new))
        .thenApply(all -> states.stream().map(CompletableFuture::join).toList());
  }

  /**
   * @param reachable null: nobody knows
   */
  record Reach(Boolean reachable, String why) {}

  private ModelState state(Plan plan, Model model, boolean load) {
    return model.cli() == null ? called(plan, model, load) : vendors(plan, model);
  }

  /** What a CLI calls at its vendor: known of it is how its last session ended. */
  private ModelState vendors(Plan plan, Model model) {
    var cli = model.cli().client() + " " + model.cli().version() + " at its vendor";
    var last = LastHeard.ofSession(jdbc, model);
    var failed = last.filter(l -> l.error() != null);
    var reach = missing(model).or(() -> last.map(l -> l.reach(model))).orElse(NO_SESSION);
    return new ModelState(
        model.name(),
        model.id(),
        reach.reachable(),
        cli + ", " + reach.why(),
        price(plan, model),
        null,
        0,
        0,
        model.retires(),
        failed.map(LastHeard::error).orElse(null),
        failed.map(LastHeard::at).orElse(null),
        null);
  }

  private ModelState called(Plan plan, Model model, boolean load) {
    var crowd = places.crowd(Endpoint.of(model, secrets));
    var failures = health.failures(model);
    var error = failures.stream().findFirst();
    var shelf = model.provider().equals("ollama") ? ollama.shelf(model, load) : null;
    var reach = reach(model, failures, shelf);
    return new ModelState(
        model.name(),
        model.id(),
        reach.reachable(),
        reach.why(),
        price(plan, model),
        model.limits(),
        crowd.calling(),
        crowd.waiting(),
        model.retires(),
        error.map(Health.Failed::error).orElse(null),
        error.map(Health.Failed::at).orElse(null),
        shelf);
  }

  /**
   * What speaks against it first: an answer of last month says little beside a failure of today.
   */
  private Reach reach(Model model, List<Health.Failed> failures, ModelState.Shelf shelf) {
    var answered = LastHeard.ofAnswer(jdbc, model).map(l -> l.reach(model));
    return missing(model)
        .or(() -> health.obstacle(model).map(why -> new Reach(false, why)))
        .or(() -> standing(failures))
        .or(() -> small(model, shelf).map(w -> new Reach(answered.isPresent() ? true : null, w)))
        .or(() -> answered)
        .orElse(NOT_ASKED);
  }

  private Optional<Reach> missing(Model model) {
    return Stream.of(model.baseUrl(), model.apiKey())
        .filter(Objects::nonNull)
        .flatMap(text -> secrets.missing(text).stream())
        .findFirst()
        .map(name -> new Reach(false, new SecretMissing(name, secrets.file()).getMessage()));
  }

  /** After its pause it may be asked again, and nobody has got an answer yet. */
  private static Optional<Reach> standing(List<Health.Failed> failures) {
    return failures.stream()
        .filter(failed -> failed.inARow() > 0)
        .findFirst()
        .map(
            failed ->
                "%s, no answer since %s"
                    .formatted(failed.kind(), failed.at().truncatedTo(ChronoUnit.SECONDS)))
        .map(why -> new Reach(false, why));
  }

  private static Optional<String> small(Model model, ModelState.Shelf shelf) {
    return shelf == null ? Optional.empty() : Ollama.tooSmall(model, shelf.contextTokens());
  }

  private String price(Plan plan, Model model) {
    if (model.billing() != Model.Billing.METERED) {
      return model.billing().name().toLowerCase(java.util.Locale.ROOT);
    }
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return Optional.ofNullable(plan.prices().get(model.price()))
        .flatMap(row -> row.on(today))
        .map(ModelStates::figures)
        .orElse("none in force");
  }

  private static String figures(Price price) {
    return "%s %s/%s"
        .formatted(price.name(), price.input().toPlainString(), price.output().toPlainString());
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
    ollama.close();
  }
}
