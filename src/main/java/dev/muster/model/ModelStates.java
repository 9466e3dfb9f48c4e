package dev.muster.model;

import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.plan.Price;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What all deployments have learned about the models of a plan; asks no model anything paid. */
@Service
public class ModelStates {
  private static final int WIDTH = 4;
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
   * Every model of the plan that Muster calls itself, in its order.
   *
   * @param load whether Ollama loads its models now, to see how long that takes
   */
  public CompletableFuture<List<ModelState>> of(Plan plan, boolean load) {
    var states =
        plan.models().values().stream()
            .filter(m -> m.cli() == null)
            .map(m -> CompletableFuture.supplyAsync(() -> state(plan, m, load), threads))
            .toList();
    return CompletableFuture.allOf(states.toArray(CompletableFuture[]::new))
        .thenApply(all -> states.stream().map(CompletableFuture::join).toList());
  }

  private ModelState state(Plan plan, Model model, boolean load) {
    var crowd = places.crowd(Endpoint.of(model, secrets));
    var error = health.failures(model).stream().findFirst();
    var obstacle = health.obstacle(model);
    var answered = lastAnswer(model);
    return new ModelState(
        model.name(),
        model.id(),
        obstacle.isPresent() ? Boolean.FALSE : answered.map(at -> true).orElse(null),
        obstacle.orElseGet(
            () -> answered.map(at -> "answered " + at).orElse("nobody has asked it yet")),
        price(plan, model),
        model.limits(),
        crowd.calling(),
        crowd.waiting(),
        model.retires(),
        error.map(Health.Failed::error).orElse(null),
        error.map(Health.Failed::at).orElse(null),
        model.provider().equals("ollama") ? ollama.shelf(model, load) : null);
  }

  private Optional<Instant> lastAnswer(Model model) {
    return jdbc.sql(
            "select answered_at from muster.attempt where model_id = ? and state = 'ANSWERED'"
                + " order by id desc limit 1")
        .param(model.id())
        .query(OffsetDateTime.class)
        .optional()
        .map(at -> at.toInstant().truncatedTo(ChronoUnit.SECONDS));
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
