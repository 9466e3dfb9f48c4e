package dev.muster.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ForwardedCalls;
import dev.muster.store.DataFolder;
import dev.muster.toolbelt.LoopbackTomcat;
import dev.muster.toolbelt.RunTokens;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.catalina.LifecycleException;

/** {@link Gateway} on a port of its own. */
final class RunningGateway implements Gateway, AutoCloseable {
  private final Visits visits;
  private final KeptTokens people;
  private final LoopbackTomcat http;

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
    Map<String, Servlet> servlets =
        Arrays.stream(Dialect.values())
            .collect(
                Collectors.toMap(
                    dialect -> dialect.prefix() + "/*",
                    dialect -> new Endpoint(dialect, this::find, calls, settings, json)));
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
    visits.closeAll();
    people.closeAll();
    http.close();
  }
}
