package dev.muster.model;

import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.plan.Price;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.sql.ResultSet;
import java.sql.SQLException;
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

  private ModelState state(Plan plan, Model model, boolean load) {
    return model.cli() == null ? called(plan, model, load) : vendors(plan, model);
  }

  /** What a CLI calls at its vendor: known of it is how its last session ended. */
  private ModelState vendors(Plan plan, Model model) {
    var cli = model.cli().client() + " " + model.cli().version() + " at its vendor";
    var last = last(model, "purpose = 'session' and state <> 'SENDING'");
    var failed = last.filter(l -> l.error() != null);
    return new ModelState(
        model.name(),
        model.id(),
        last.filter(l -> l.error() == null).map(l -> true).orElse(null),
        cli + ", " + last.map(l -> l.says(model)).orElse("no session yet"),
        price(plan, model),
        null,
        0,
        0,
        model.retires(),
        failed.map(Last::error).orElse(null),
        failed.map(Last::at).orElse(null),
        null);
  }

  private ModelState called(Plan plan, Model model, boolean load) {
    var crowd = places.crowd(Endpoint.of(model, secrets));
    var error = health.failures(model).stream().findFirst();
    var obstacle = health.obstacle(model);
    var shelf = model.provider().equals("ollama") ? ollama.shelf(model, load) : null;
    var answered = last(model, "purpose <> 'session' and state = 'ANSWERED'");
    return new ModelState(
        model.name(),
        model.id(),
        obstacle.isPresent() ? Boolean.FALSE : answered.map(at -> true).orElse(null),
        obstacle
            .or(
                () ->
                    shelf == null
                        ? Optional.empty()
                        : Ollama.tooSmall(model, shelf.contextTokens()))
            .orElseGet(() -> answered.map(l -> l.says(model)).orElse("nobody has asked it yet")),
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
   * How it was heard of last.
   *
   * @param error null: it answered
   */
  private record Last(Instant at, String as, String error) {
    String says(Model model) {
      if (error != null) {
        return "failed " + at;
      }
      return as == null || model.answersAs(as)
          ? "answered " + at
          : "answered " + at + " as " + as + ", which has no price until answersAs names it";
    }
  }

  private Optional<Last> last(Model model, String which) {
    return jdbc.sql(
            "select answered_at, answered_as, case state when 'ANSWERED' then null else"
                + " coalesce(error, 'it did not answer') end as error from muster.attempt"
                + " where model_id = ? and model = ? and "
                + which
                + " order by id desc limit 1")
        .params(model.id(), model.name())
        .query((row, number) -> last(row))
        .optional();
  }

  private static Last last(ResultSet row) throws SQLException {
    return new Last(
        row.getObject("answered_at", OffsetDateTime.class)
            .toInstant()
            .truncatedTo(ChronoUnit.SECONDS),
        row.getString("answered_as"),
        row.getString("error"));
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
