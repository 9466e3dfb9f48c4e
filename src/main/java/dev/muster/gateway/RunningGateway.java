package dev.muster.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ForwardedCalls;
import dev.muster.store.DataFolder;
import dev.muster.threads.Threads;
import dev.muster.toolbelt.LoopbackTomcat;
import dev.muster.toolbelt.RunTokens;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.catalina.LifecycleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Gateway} on a port of its own. */
final class RunningGateway implements Gateway, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningGateway.class);
  private final Visits visits;
  private final KeptTokens people;
  private final LoopbackTomcat http;
  private final Relays relays = new Relays();
  private final Duration lookEvery;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Threads.named("gateway-watch"));

  /**
   * @param people is given where each protocol is served
   */
  RunningGateway(
      GatewaySettings settings,
      DataFolder data,
      ForwardedCalls calls,
      Function<Function<Dialect, URI>, KeptTokens> people,
      ObjectMapper json,
      Clock clock) {
    this.visits = new Visits(new RunTokens(data, "gateway.key"), settings.tokenLife(), clock);
    this.people = people.apply(this::at);
    this.lookEvery = settings.lookEvery();
    Map<String, Servlet> servlets =
        Arrays.stream(Dialect.values())
            .collect(
                Collectors.toMap(
                    dialect -> dialect.prefix() + "/*",
                    dialect -> new Endpoint(dialect, this::find, calls, relays, settings, json)));
    this.http =
        new LoopbackTomcat("gateway", settings.port(), settings.threads(), data, null, servlets);
  }

  /** A run's token needs no database. */
  private Optional<Visit> find(String token) {
    return visits.find(token).or(() -> people.find(token));
  }

  PersonalTokens people() {
    return people;
  }

  void start() {
    http.start();
    long millis = lookEvery.toMillis();
    watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    each(people::look, relays::look);
  }

  /**
   * Each by itself, and a look that fails is not the last one: else revoked tokens' calls would go
   * on.
   */
  static void each(Runnable... parts) {
    for (var part : parts) {
      try {
        part.run();
      } catch (RuntimeException e) {
        LOG.warn("Calls under way are looked at again later: {}", e.toString());
      }
    }
  }

  @Override
  public Access open(Guest guest) {
    var token = visits.open(Caller.of(guest));
    return new Access(token, at(Dialect.OPENAI), at(Dialect.ANTHROPIC), at(Dialect.GEMINI));
  }

  private URI at(Dialect dialect) {
    return URI.create("http://127.0.0.1:" + http.port() + dialect.base());
  }

  @Override
  public void close(String runId) {
    visits.close(runId);
  }

  /** The calls under way end first, while there is a ledger to write it into. */
  @Override
  public void close() throws LifecycleException {
    watch.shutdownNow();
    visits.closeAll();
    people.closeAll();
    http.close();
  }
}
